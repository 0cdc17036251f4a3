// Edits on their way: kept in the browser until the server has them, sent in order, each stored once.
//
// An edit names the revision of each tag that the person saw. One that builds on another edit still on its way learns
// that revision from the answer to the other one, so a chain made without a network is sent as it was made.
import { withId } from "./tags.js";

const SHORTEST_PAUSE = 1000;
const LONGEST_PAUSE = 15000;
const SIGNED_OUT = new Set([401, 403]);

const putsOf = (edit) => edit.parts.flatMap((part) => part.puts);

const UNREADABLE = { code: "unreadable", detail: "The desk did not take this change. Reload the page and look again.", errors: [] };

/** Say whether the desk has understood an edit and will not take it; everything else is worth another try. */
function isRefusal(response, told) {
  if (!response || response.ok || response.status >= 500 || response.status === 429) return false;
  return !SIGNED_OUT.has(response.status) || told?.code === "not_allowed";
}

export class Outbox extends EventTarget {
  #timer = null;
  #pause = SHORTEST_PAUSE;
  #isSending = false;

  /** `keep` stores the queue, `revisions` maps a tag's id to its newest revision, `send` posts and returns a Response. */
  constructor({ keep, revisions, send }) {
    super();
    this.keep = keep;
    this.revisions = revisions;
    this.send = send;
    this.queue = [];
    this.state = "saved";
    addEventListener("online", () => this.hurry());
  }

  /** Add an edit: {key, name, parts, decisions}; each put gets the revision that it builds on. */
  push(edit) {
    for (const put of putsOf(edit)) {
      const isOnItsWay = this.queue.some((other) => putsOf(other).some((one) => one.id === put.id));
      put.isChained = isOnItsWay;
      put.base = isOnItsWay ? null : (this.revisions.get(put.id) ?? null);
    }
    this.resume([edit]);
  }

  /** Go on with edits of an earlier visit as they were left, behind those that are here already. */
  resume(edits) {
    this.queue.push(...edits);
    this.keep(this.queue);
    this.#say(this.state === "saved" ? "saving" : this.state);
    this.#pump();
  }

  /** Try again now. */
  hurry() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#pause = SHORTEST_PAUSE;
    this.#pump();
  }

  /** Drop edits: the one that was refused, and those that build on it. */
  drop(edits) {
    this.queue = this.queue.filter((edit) => !edits.includes(edit));
    this.keep(this.queue);
    this.state = "saved";
    this.hurry();
    this.#say(this.queue.length ? "saving" : "saved");
  }

  async #pump() {
    if (this.#isSending || this.#timer || this.state === "stopped" || !this.queue.length) return;
    this.#isSending = true;
    const edit = this.queue[0];
    let response = null;
    try {
      response = await this.send(this.#asSent(edit));
    } catch {
      // No answer: the network or the server is away. The same edit is sent again with the same key.
    }
    this.#isSending = false;
    await this.#heard(edit, response);
  }

  #asSent(edit) {
    const puts = (part) => part.puts.map(({ isChained: _, ...put }) => put);
    return { key: edit.key, decisions: edit.decisions, parts: edit.parts.map((part) => ({ ...part, puts: puts(part) })) };
  }

  async #heard(edit, response) {
    const told = await response?.json().catch(() => null);
    if (response?.ok && told?.key === edit.key) this.#done(edit, told);
    else if (isRefusal(response, told)) this.#stop(edit, told ?? UNREADABLE);
    else this.#wait(response);
  }

  #stop(edit, problem) {
    this.#say("stopped");
    this.dispatchEvent(new CustomEvent("refused", { detail: { edit, problem } }));
  }

  #wait(response) {
    this.#say(response && SIGNED_OUT.has(response.status) ? "signed-out" : "waiting");
    const wait = Number(response?.headers.get("Retry-After")) * 1000 || this.#pause;
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#pump();
    }, wait);
  }

  #done(edit, answer) {
    this.queue = this.queue.filter((one) => one !== edit);
    for (const [id, revision] of Object.entries(answer.made)) this.revisions.set(id, revision);
    for (const put of putsOf(edit)) this.#bind(put.id, answer.made[put.id] ?? null);
    this.#pause = SHORTEST_PAUSE;
    this.dispatchEvent(new CustomEvent("stored", { detail: { edit, answer } }));
    this.keep(this.queue);
    this.#say(this.queue.length ? "saving" : "saved");
    this.#pump();
  }

  /** Let the next put of a tag build on what was made of it, once and for all: sent again, it must be the same. */
  #bind(id, revision) {
    const next = this.queue.flatMap(putsOf).find((put) => put.id === id);
    if (next?.isChained) Object.assign(next, { base: revision, isChained: false });
  }

  /** Let edits that wait go on under the identity that the desk knows their tag by. */
  rename(id, { id: known, revision_id: revision }) {
    for (const put of this.queue.flatMap(putsOf)) {
      if (put.id === id && !put.isChained) put.base ??= revision;
      Object.assign(put, withId(put, id, known));
    }
  }

  #say(state) {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, waiting: this.queue.length } }));
  }
}
