// Beside the tags: the codebook entry of whatever has the focus, and the summary so far.
import { h } from "./dom.js";
import { getJson, getPage } from "./server.js";

const GUIDE = { status: "A", claim_type: "A", need: "B", need_reason: "B", contested: "C", evidence: "C", hedge_type: "D", scope: "D", sourced: "D", quote: "E",
  credibility: "F", reliability: "F", accused: "G", response: "G", bias_flag: "H" };
const PAUSE = 1500;
const LONGEST_PAUSE = 30_000;
const SHOWN = ".summary-head, .attention, .summary-sheet > .notice, .block";

export class CodebookEntry {
  constructor(bench, root) {
    Object.assign(this, { bench, root, shown: "" });
    this.sections = document.getElementById("guide-sections");
  }

  /** Show a field of the codebook; where it has the value, that one's definition first. */
  show(field, key = "") {
    if (`${field}:${key}` === this.shown) return;
    this.shown = `${field}:${key}`;
    const { bench } = this;
    const entry = bench.data.codebook[field];
    const label = bench.label(field, key);
    const others = (entry?.labels ?? []).filter((one) => one !== label);
    this.root.replaceChildren(
      h("h3", {}, bench.fieldName(field), label ? `: ${label.name}` : ""),
      entry?.question && !label ? h("p", {}, entry.question) : "",
      label ? h("p", {}, label.definition) : "", label?.example ? h("p", { class: "example" }, label.example) : "",
      this.#guide(field),
      others.length ? h("details", { open: !label }, h("summary", {}, label ? "The other answers" : "The answers"), h("dl", { class: "definitions" }, others.flatMap((one) => [h("dt", {}, one.name), h("dd", {}, one.definition)]))) : "",
      h("p", { class: "small" }, h("a", { href: `${bench.data.urls.codebook}#${label ? `${field}-${key}` : `field-${field}`}`, target: "_blank", rel: "noopener" }, "In the codebook")));
  }

  #guide(field) {
    const section = this.sections?.content.querySelector(`[data-section="${GUIDE[field]}"]`);
    return section ? h("details", {}, h("summary", {}, "How to decide"), section.cloneNode(true)) : "";
  }
}

/** The summary is computed on the server; what is shown says itself whether it is out of date. */
export class SummarySoFar {
  #timer = null;
  #pause = PAUSE;

  constructor(bench, root, go) {
    Object.assign(this, { bench, root });
    root.addEventListener("click", (event) => {
      const label = event.target.closest("a[href*='#']")?.hash.slice(1);
      if (!bench.statements.has(label)) return;
      event.preventDefault();
      go(label);
    });
  }

  /** Tags were stored: what is shown is out of date until the desk has computed it again. */
  wait() {
    this.root.dataset.state = "stale";
    this.#pause = PAUSE;
    this.#askLater();
  }

  #askLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  async #ask() {
    try {
      const state = await getJson(this.bench.data.urls.state);
      this.bench.textIs(state.version);
      if (state.summary === "fresh") return await this.load();
    } catch {
      // The desk does not answer for the moment; the next turn asks again.
    }
    this.#askLater();
    return undefined;
  }

  async load() {
    const page = await getPage(this.bench.data.urls.summary);
    const parts = [...page.querySelectorAll(SHOWN)];
    this.root.replaceChildren(...parts.map((part) => document.adoptNode(part)));
    this.root.dataset.state = "fresh";
  }
}
