// The side of the workbench: the answers, tags and suggestions of the current statement, and what follows from them.
import * as act from "./actions.js";
import { tagCard } from "./card.js";
import { h, isTyping, renew } from "./dom.js";
import { fieldInput, labelled, text } from "./fields.js";
import { suggestionCard } from "./offer.js";
import { threadsOn } from "./words.js";

const MORE = ["credibility", "commitment", "reliability", "corroboration", "origins", "verifiability", "link_check", "proximity"];
const HEDGES = "hedge_type";

export class Panel {
  constructor(bench, root, keyboard, commands) {
    Object.assign(this, { bench, root, keyboard, commands });
    this.open = new Set();
    this.busy = new Set();
    root.addEventListener("focusin", (event) => this.#explain(event.target));
    root.addEventListener("focusout", () => this.#drawLater());
    root.addEventListener("pointerdown", () => this.busy.add("pressing"), true);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => this.#letGo("pressing"), true);
    root.addEventListener("change", () => {
      this.busy.add("leaving"); // the focus is between two fields
      this.#letGo("leaving");
    }, true);
  }

  #letGo(what) {
    setTimeout(() => {
      this.busy.delete(what);
      this.#drawLater();
    });
  }

  /** Draw once the focus has arrived or the click was heard: what they are meant for must still be there. */
  #drawLater() {
    if (this.isWaiting) setTimeout(() => this.draw());
  }

  /** Draw the side anew, but never under the fingers of somebody who is typing in it or pressing a button of it. */
  draw() {
    const typed = document.activeElement;
    this.isWaiting = this.busy.size > 0 || (this.root.contains(typed) && isTyping(typed) && !typed.matches("select") && typed.value !== typed.defaultValue);
    if (this.isWaiting) return;
    const { bench } = this;
    const place = bench.place;
    renew(this.root, this.#head(place), this.#troubles(place), this.#answers(place), this.#box(),
      this.#suggestions(place), this.#tags(place), this.#computed(place), this.#more(place), this.#foot(place));
  }

  /** Draw only what follows the selected words: nothing else changes while the word cursor moves. */
  drawWords() {
    if (this.box?.isConnected) renew(this.box, this.#words());
  }

  #box() {
    this.box = h("div", {}, this.#words());
    return this.box;
  }

  #explain(target) {
    const field = target.closest?.("[data-field]")?.dataset.field;
    if (field) this.commands.explain(field, target.dataset.value ?? target.value);
  }

  #head(place) {
    const { bench } = this;
    const { missing, isFinished } = bench.computed(place);
    const at = bench.labels.indexOf(place) + 1;
    const state = isFinished ? h("span", { class: "good" }, "✓ finished") : h("span", { class: "quiet" }, `${missing.length} to answer`);
    return h("header", { class: "side-head" },
      h("h2", {}, `Statement ${place} `, h("span", { class: "quiet" }, `${at} of ${bench.labels.length} `), state),
      h("span", { class: "side-moves" }, this.#button("previous", "←", "Statement before"), this.#button("next", "→", "Next statement")));
  }

  #button(action, words, title, attributes = {}) {
    const key = this.keyboard.shown(action);
    return h("button", { type: "button", class: "plain", "data-key": action, title: `${title}${key ? ` (${key})` : ""}`, "aria-label": title,
      onclick: () => this.keyboard.run(action), ...attributes }, words);
  }

  #troubles(place) {
    const { bench } = this;
    const { violations, missing } = bench.computed(place);
    if (bench.conflicts.has(place)) {
      return h("div", { class: "troubles", role: "alert" }, h("p", {}, h("strong", {}, "Changed in another window. "), "Nothing is lost: look at both versions and choose."),
        h("button", { type: "button", "data-key": "compare", onclick: () => this.commands.compare(place) }, "Compare both versions"));
    }
    if (violations.length) {
      return h("div", { class: "troubles", role: "alert" }, h("p", {}, h("strong", {}, "Not saved yet; kept in this browser.")),
        h("ul", {}, violations.map((violation) => h("li", {}, violation.message))));
    }
    const begun = bench.computed(place).isBegun && missing.length;
    return begun ? h("ul", { class: "missing", "aria-label": "Still to answer" }, missing.map((sentence) => h("li", {}, sentence))) : null;
  }

  // Answers

  #answers(place) {
    const tag = this.bench.store.answers(place);
    return h("section", { class: "answers", "aria-label": "Answers" },
      this.#choices("claim_type", tag), this.#choices("status", tag), this.#pointer(tag), this.#need(tag), this.#contested(tag), this.#fidelity(tag));
  }

  /** Answers that are all in view, each with its key. */
  #choices(field, tag, labels = this.bench.data.codebook[field]?.labels ?? []) {
    const { bench } = this;
    const value = tag?.values[field] ?? null;
    return h("div", { class: "choice", role: "group", "aria-label": bench.fieldName(field) },
      h("span", { class: "field-name" }, bench.fieldName(field)),
      labels.map(({ key, name }) => this.#choice(field, key, name, value === key)));
  }

  #choice(field, key, name, isChosen) {
    const hint = this.keyboard.shown(`${field}:${key}`);
    return h("button", { type: "button", class: "plain pick", "aria-pressed": String(isChosen), "data-key": `${field}:${key}`, "data-field": field, "data-value": key,
      onclick: () => this.keyboard.run(`${field}:${key}`) },
      isChosen ? "✓ " : "", name, hint ? h("kbd", {}, hint) : null);
  }

  #line(field, tag, attributes) {
    return labelled(this.bench, field, fieldInput(this.bench, tag, field, (value) => act.answer(this.bench, { [field]: value }), attributes));
  }

  #pointer(tag) {
    return tag?.values.status === "carried" ? this.#line("continues", tag) : null;
  }

  #need(tag) {
    const isExempt = tag?.values.need === "exempt";
    return [this.#choices("need", tag ?? { values: this.bench.data.defaults.statement }), isExempt ? this.#line("need_reason", tag) : null];
  }

  #contested(tag) {
    const isContested = tag?.values.contested === "contested";
    return [this.#choices("contested", tag ?? { values: this.bench.data.defaults.statement }), isContested ? this.#evidence(tag) : null];
  }

  #evidence(tag) {
    const slug = `${this.bench.data.article.slug}-`;
    const shown = tag.evidence.map((item) => (item.startsWith(slug) && this.bench.byReference.has(item) ? item.slice(slug.length) : item)).join(", ");
    const set = (words) => act.answer(this.bench, { evidence: words.split(/[,\n]/).map((item) => item.trim()).filter(Boolean)
      .map((item) => (this.bench.statements.has(item.toUpperCase()) ? slug + item.toUpperCase() : item)) });
    return labelled(this.bench, "evidence", text(this.bench, "evidence", shown, set,
      { "data-key": "evidence", "data-field": "evidence", placeholder: "S4, another-article-S8, or a document" }));
  }

  #fidelity(tag) {
    const kind = this.bench.statements.get(this.bench.place)?.kind;
    if (kind !== "key_point" && kind !== "headline") return null;
    const isLinked = tag?.values.fidelity && tag.values.fidelity !== "unsupported";
    return [this.#choices("fidelity", tag), isLinked ? this.#line("repeats", tag) : null];
  }

  // Words, suggestions, tags

  #words() {
    const { bench } = this;
    if (!bench.selection) return null;
    const flags = bench.data.codebook.bias_flag?.labels ?? [];
    const flag = h("select", { "data-key": "flag-words", "data-field": "bias_flag", "aria-label": "Flag the words",
      onchange: (event) => act.addOnWords(bench, "bias_flag", { bias_flag: event.target.value }) },
      h("option", { value: "" }, "Bias flag …"), flags.map(({ key, name }) => h("option", { value: key }, name)));
    return h("section", { class: "on-words", "aria-label": "Mark the selected words" },
      h("p", { class: "picked-words" }, `“${bench.words(bench.selection)}”`),
      h("div", { class: "choice" }, ["source", "cue", "content", "title"].map((role) => this.#role(role)), flag),
      this.#choices(HEDGES, null),
      h("button", { type: "button", class: "plain", "data-key": "occurrences", onclick: () => this.keyboard.run("occurrences") }, "All occurrences …"));
  }

  #role(role) {
    const hint = this.keyboard.shown(`mark:${role}`);
    return h("button", { type: "button", class: `plain pick r-${role}`, "data-key": `mark:${role}`, onclick: () => this.keyboard.run(`mark:${role}`) },
      role === "title" ? "name or title" : this.bench.data.names.roles[role], hint ? h("kbd", {}, hint) : null);
  }

  #suggestions(place) {
    const { bench } = this;
    if (bench.data.why_no_suggestions) return h("p", { class: "quiet" }, bench.data.why_no_suggestions);
    const open = bench.open(place);
    const decided = bench.decided(place);
    if (!open.length && !decided.length) return null;
    const all = open.length > 1 ? this.#button("accept_all", [`Accept all ${open.length}`, h("kbd", {}, this.keyboard.shown("accept_all"))], "Accept all suggestions", { class: "plain default" }) : null;
    return h("section", { "aria-label": "Suggestions" },
      h("h3", {}, "Suggestions ", h("span", { class: "quiet" }, open.length ? `${open.length} open` : "none open"), " ", all),
      open.length ? h("ul", { class: "cards" }, open.map((one) => suggestionCard(bench, one, this.keyboard, this.commands))) : null,
      decided.length ? this.#fold("decided", `Decided by you: ${decided.length}`, h("ul", { class: "cards" }, decided.map((one) => suggestionCard(bench, one, this.keyboard, this.commands)))) : null);
  }

  /** A part that stays open or closed while the person works. */
  #fold(key, title, ...content) {
    const details = h("details", { open: this.open.has(key) }, h("summary", { "data-key": `fold-${key}` }, title), content);
    details.addEventListener("toggle", () => (details.open ? this.open.add(key) : this.open.delete(key)));
    return details;
  }

  #tags(place) {
    const { bench } = this;
    const items = bench.items(place).filter(({ type, one }) => type === "tag" && one.kind !== "sourcing_flag");
    if (!items.length) return null;
    return h("section", { "aria-label": "Tags" }, h("h3", {}, "Tags ", h("span", { class: "quiet" }, items.length)),
      h("ul", { class: "cards" }, items.map(({ one }) => tagCard(bench, one, this.keyboard, this.commands))));
  }

  #computed(place) {
    const { commitment, flags, isFlat, override } = this.bench.computed(place);
    if (!commitment && !flags.length) return null;
    const name = (field, key) => this.bench.name(field, key);
    return h("section", { class: "computed", "aria-label": "What follows" }, h("h3", {}, "What follows"),
      commitment ? h("p", {}, h("strong", {}, name("commitment", override ?? commitment.commitment)), " ", override ? "Your own answer; computed: " : "", override ? name("commitment", commitment.commitment) : "", " ", h("span", { class: "quiet" }, commitment.reason)) : null,
      isFlat ? h("p", {}, h("strong", { class: "flagword" }, "Contested and stated as fact"), " ", h("span", { class: "quiet" }, "The claim is contested, and nothing in the sentence holds it at a distance.")) : null,
      flags.map(({ flag, reason }) => h("p", {}, h("strong", { class: "flagword" }, name("derived_flag", flag)), " ", h("span", { class: "quiet" }, reason))));
  }

  #more(place) {
    const { bench } = this;
    const tag = bench.store.answers(place);
    const flags = bench.data.codebook.sourcing_flag?.labels ?? [];
    const isOn = (flag) => bench.store.tags(place).some((one) => one.kind === "sourcing_flag" && one.values.sourcing_flag === flag);
    const accused = labelled(bench, "accused", fieldInput(bench, tag, "accused", (value) => act.answer(bench, { accused: value ?? "" }), { maxlength: "300" }));
    const note = labelled(bench, "note", text(bench, "note", tag?.note ?? "", (words) => act.answer(bench, { note: words.trim() }), { "data-key": "note", "data-field": "note" }, "textarea"), "Note");
    return this.#fold("more", "More answers: quality, accusation, flags, note",
      h("div", { class: "field-grid" }, MORE.map((field) => this.#line(field, tag)), accused, this.#line("response", tag)),
      h("fieldset", { class: "flags" }, h("legend", {}, "Sourcing flags"), flags.map(({ key, name }) => h("label", {}, h("input", { type: "checkbox", checked: isOn(key), "data-key": `flag-${key}`, "data-field": "sourcing_flag", "data-value": key, onchange: () => act.toggleFlag(bench, key) }), " ", name))),
      note);
  }

  #foot(place) {
    const url = this.bench.data.urls.statement.replace("LABEL", place);
    return h("p", { class: "side-foot" },
      h("button", { type: "button", class: "plain", "data-key": "history", onclick: () => this.commands.history(place) }, "History"),
      h("button", { type: "button", class: "plain", "data-key": "palette", onclick: () => this.keyboard.run("palette") }, "Any answer ", h("kbd", {}, this.keyboard.shown("palette"))),
      h("a", { href: url }, "As a form"),
      h("a", { href: `${url}#comments` }, threadsOn(this.bench, place) || "Comments"));
  }
}
