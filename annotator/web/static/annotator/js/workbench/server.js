// How the workbench talks to the desk.

/** Return the token that proves that a request comes from the desk's own page; it changes when somebody logs in again. */
function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

const LONGEST_WAIT = 60_000;

/** Post a body. An answer that does not come at all counts as lost after a while. */
export function putJson(url, body) {
  return fetch(url, {
    method: "POST", signal: AbortSignal.timeout(LONGEST_WAIT), credentials: "same-origin", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
  });
}

export async function getJson(url) {
  const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

export async function getPage(url) {
  const answer = await fetch(url, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
