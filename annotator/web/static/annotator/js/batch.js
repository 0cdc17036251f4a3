// Work off a bulk action portion by portion, say how far it is, and stop where the person or the connection ends it.

const TELL_EVERY = 0.1;

/** Return how many per cent are done, rounded down: 100 only when all is. */
export const percent = (done, of) => (of ? Math.floor((100 * done) / of) : 100);

/** Return whether enough is new to be said aloud: every tenth of the work, and its end. */
export const isWorthSaying = (said, done, of) => done >= of || done - said >= of * TELL_EVERY;

function show(page, state) {
  page.bar.value = state.done;
  page.bar.max = state.of;
  page.counted.textContent = `${state.done} of ${state.of} articles worked off, ${state.left} left.`;
  if (!isWorthSaying(page.spoken, state.done, state.of)) return;
  page.spoken = state.done;
  page.said.textContent = `${percent(state.done, state.of)} per cent, ${state.left} left`;
}

async function nextPortion(page) {
  const answer = await fetch(page.url, {
    method: "POST", credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": page.token },
  });
  const state = await answer.json();
  if (!answer.ok) throw new Error(state.detail);
  return state;
}

function interrupted(page, error) {
  const why = error instanceof TypeError || error instanceof SyntaxError ? "The desk does not answer." : error.message;
  page.notice.textContent = `Interrupted: ${why} Every article is either wholly done or untouched.`;
  page.notice.hidden = false;
  page.said.textContent = page.notice.textContent;
  page.begin.hidden = false;
  page.stop.hidden = true;
  page.isRunning = false;
}

async function run(page) {
  if (page.isRunning) return;
  Object.assign(page, { isRunning: true, isStopped: false });
  page.notice.hidden = page.begin.hidden = true;
  page.stop.hidden = false;
  page.stop.disabled = false;
  page.outdated.forEach((part) => { part.hidden = true; });
  try {
    for (let left = 1; left > 0 && !page.isStopped;) {
      const state = await nextPortion(page);
      left = state.left;
      show(page, state);
    }
  } catch (error) {
    interrupted(page, error);
    return;
  }
  location.replace(location.href);
}

function watchBatch(element) {
  const form = document.querySelector("[data-batch-rest]");
  if (!form) return;
  const page = {
    url: element.dataset.portion,
    token: form.elements.csrfmiddlewaretoken.value,
    bar: element.querySelector("progress"),
    counted: element.querySelector("[data-counted]"),
    said: element.querySelector("[data-said]"),
    notice: element.querySelector("[data-waiting]"),
    begin: form.querySelector("[type=submit]"),
    stop: form.querySelector("[data-batch-stop]"),
    outdated: [...document.querySelectorAll("[data-batch-undo], [data-batch-counts], [data-batch-rows]")],
    spoken: 0,
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); run(page); });
  page.stop.addEventListener("click", () => { page.isStopped = true; page.stop.disabled = true; });
  if ("fresh" in element.dataset) run(page);
}

/** Ask for portions instead of all at once; without this script the server does everything in one go. */
function announceScripts(form) {
  form.elements.scripts.value = "1";
}

/** Select again everything that matches the filter, as it was before the preview. */
function selectEverything() {
  document.querySelector(".actions .question a")?.click();
}

if (typeof document !== "undefined") {
  document.querySelectorAll("[data-batch-begin]").forEach(announceScripts);
  document.querySelectorAll("[data-batch]").forEach(watchBatch);
  if (document.querySelector("[data-keep-everything]")) addEventListener("pageshow", () => setTimeout(selectEverything));
}
