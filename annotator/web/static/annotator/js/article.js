// While suggestions or the summary are pending, ask for their state and show what is new.
const PAUSE = 2000;

const stateOf = (element) => [element.dataset.suggestions, element.dataset.summary, element.dataset.revision].join(" ");

async function renew() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-refresh]")) {
    const now = fresh.querySelector(`[data-refresh="${part.dataset.refresh}"]`);
    if (!now) continue;
    const wasOpen = [...part.querySelectorAll("details")].map((details) => details.open);
    part.replaceWith(now);
    now.querySelectorAll("details").forEach((details, place) => { if (wasOpen[place]) details.open = true; });
  }
}

async function watch() {
  const element = document.getElementById("work-state");
  if (!element || "done" in element.dataset) return;
  try {
    const answer = await fetch(element.dataset.url, { credentials: "same-origin" });
    if (answer.ok) {
      const state = await answer.json();
      const now = [state.suggestions, state.summary, state.revision ?? ""].join(" ");
      if (now !== stateOf(element)) await renew();
    }
  } catch {
    // The desk does not answer for the moment; the next turn asks again.
  }
  setTimeout(watch, PAUSE);
}

setTimeout(watch, PAUSE);
