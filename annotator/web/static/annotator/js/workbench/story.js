// The article as an article: its statements with their marks, and words that can be selected, clicked and dragged.
import { toCodePoint } from "../offsets.js";
import { changeSpan } from "./actions.js";
import { h } from "./dom.js";
import { cut, marksOf } from "./layers.js";
import { snap } from "./tokens.js";
import { threadsOn } from "./words.js";

const BLOCKS = { headline: "h2", key_point: "li", body: "p", caption: "p", byline: "p", boilerplate: "p" };
const HEADINGS = { key_point: "Key points", byline: "Byline", boilerplate: "Not part of the article" };
const TOUCH_PAUSE = 450;
const SMALLEST_DRAG = 4;

export class Story {
  #starts = new WeakMap();
  #drag = null;

  constructor(bench, root, commands) {
    Object.assign(this, { bench, root, commands });
    this.lines = new Map();
    root.append(...bench.data.blocks.map((block) => this.#block(block)));
    bench.lineOf = (place) => this.lines.get(place);
    root.addEventListener("pointerdown", (event) => this.#down(event));
    root.addEventListener("pointermove", (event) => this.#move(event));
    root.addEventListener("pointerup", (event) => this.#up(event));
    root.addEventListener("dblclick", (event) => this.#word(event));
    document.addEventListener("selectionchange", () => this.#touched());
  }

  // Drawing

  #block({ kind, lines }) {
    const drawn = lines.map((line) => h(BLOCKS[kind], { class: `line ${kind === "headline" ? "headline" : kind}`, dir: "auto" }, line.map((part) => this.#part(part))));
    if (kind === "headline" || kind === "body") return h("div", { class: `block-${kind}` }, drawn);
    const heading = HEADINGS[kind] ? h("p", { class: "label" }, HEADINGS[kind]) : null;
    if (kind === "key_point") return h("section", { class: "key-points", "aria-label": HEADINGS[kind] }, heading, h("ul", {}, drawn));
    return h("div", { class: kind }, heading, drawn);
  }

  #part(part) {
    if (part === null) return " ";
    if (typeof part !== "string") return this.#between(part);
    const line = h("span", { class: "statement", id: part, role: "group", tabindex: "-1", "data-place": part });
    this.lines.set(part, line);
    this.draw(part);
    return line;
  }

  #between([start, end]) {
    return cut(start, end, this.#links(start, end)).map((piece) => this.#words(piece, new Set()));
  }

  #links(start, end) {
    return this.bench.data.links.filter((link) => link.start < end && start < link.end)
      .map((link) => ({ start: link.start, end: link.end, type: "link", link, level: -1 }));
  }

  /** Draw a statement anew. */
  draw(place) {
    const { bench } = this;
    const line = this.lines.get(place);
    const statement = bench.statements.get(place);
    const isHere = bench.place === place;
    const marks = marksOf(bench.store.tags(place), bench.open(place), (item) => bench.itemName(item).toLowerCase());
    const picked = isHere && bench.selection ? [{ ...bench.selection, type: "picked", level: -2 }] : [];
    const pieces = cut(statement.start, statement.end, [...marks, ...this.#links(statement.start, statement.end), ...picked]);
    const shown = new Set();
    line.className = `statement ${this.#look(place)}${isHere ? " current" : ""}`;
    line.setAttribute("aria-label", this.#title(place));
    if (isHere) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
    line.replaceChildren(this.#number(place), ...pieces.flatMap((piece) => this.#words(piece, shown)), ...this.#threads(place));
  }

  /** Behind a statement that people talk about, the way to what they say. */
  #threads(place) {
    const words = threadsOn(this.bench, place);
    const url = `${this.bench.data.urls.statement?.replace("LABEL", place)}#comments`;
    return words ? [" ", h("a", { class: "talked", href: url, tabindex: "-1" }, words)] : [];
  }

  #look(place) {
    const { violations, isFinished, isBegun } = this.bench.computed(place);
    if (this.bench.conflicts.has(place) || violations.length) return "held";
    return isFinished ? "finished" : isBegun ? "begun" : "untouched";
  }

  #title(place) {
    const waiting = this.bench.open(place).length;
    const words = { held: "not saved yet", finished: "finished", begun: "begun", untouched: "not tagged yet" };
    return `Statement ${place}, ${words[this.#look(place)]}${waiting ? `, ${waiting} suggestion${waiting > 1 ? "s" : ""}` : ""}`;
  }

  #number(place) {
    const sign = { held: "!", finished: "✓", begun: "…", untouched: "" }[this.#look(place)];
    const waiting = this.bench.open(place).length;
    return h("span", { class: "number", dir: "ltr", "aria-hidden": "true" },
      place, h("span", { class: `sign ${sign === "✓" ? "good" : ""}` }, sign || (waiting ? `${waiting}?` : "")));
  }

  #words(piece, shown) {
    const link = piece.marks.find((mark) => mark.type === "link")?.link;
    let content;
    if (link) {
      if (shown.has(link)) return [];
      shown.add(link);
      content = h("a", { class: "citation", href: link.url, rel: "noopener noreferrer", target: "_blank", tabindex: "-1" },
        link.anchor === link.url ? "link" : link.anchor, " ", h("span", { class: "host" }, link.host));
    } else {
      content = document.createTextNode(this.bench.words(piece));
      this.#starts.set(content, piece.start);
    }
    const marked = piece.marks.filter((mark) => mark.type !== "link").reduceRight((inner, mark) => this.#mark(mark, inner), content);
    const names = piece.ending.filter((mark) => mark.name).reverse().map((mark) => this.#name(mark));
    const handles = this.#handles(piece);
    return [handles.start, marked, handles.end, ...names].filter(Boolean);
  }

  #mark(mark, inner) {
    if (mark.type === "picked") return h("mark", { class: "picked" }, inner);
    const isFocused = this.bench.item?.id === mark.id;
    const look = `m-${mark.look} level-${Math.min(mark.level, 4)}${mark.type === "suggestion" ? " suggested" : ""}${isFocused ? " focused" : ""}`;
    return h("mark", { class: look, "data-item": mark.id, "data-type": mark.type }, inner);
  }

  #name(mark) {
    const isSuggested = mark.type === "suggestion";
    return h("sup", { class: `mark-name n-${mark.look}${isSuggested ? " suggested" : ""}`, "data-item": mark.id, "data-type": mark.type },
      mark.name + (mark.isUnsure ? "?" : ""));
  }

  /** The ends of the spans of the focused tag can be taken with the mouse or a finger. */
  #handles(piece) {
    const tag = this.bench.focusedTag();
    if (!tag) return {};
    const handle = (edge, at) => {
      const span = tag.spans.find((one) => one[edge] === at);
      return span ? h("span", { class: `handle ${edge} h-${span.role}`, "data-handle": edge, "data-at": at, "aria-hidden": "true" }) : null;
    };
    return { start: handle("start", piece.start), end: handle("end", piece.end) };
  }

  // Selecting

  #down(event) {
    const handle = event.target.closest("[data-handle]");
    this.pointer = event.pointerType;
    this.from = event.pointerType === "touch" ? null : { at: this.#at(event), x: event.clientX, y: event.clientY };
    if (!handle) return;
    event.preventDefault();
    const tag = this.bench.focusedTag();
    const edge = handle.dataset.handle;
    this.#drag = { tag, edge, span: tag.spans.find((one) => one[edge] === Number(handle.dataset.at)) };
    this.root.setPointerCapture(event.pointerId);
  }

  #move(event) {
    if (!this.#drag) return;
    const at = this.#at(event);
    const span = at === null ? null : this.#dragged(at, event.altKey);
    if (span) this.bench.select({ ...span, anchor: span });
  }

  #dragged(at, isExact) {
    const { span, edge } = this.#drag;
    const statement = this.bench.statements.get(this.bench.place);
    const wanted = edge === "start" ? { start: Math.min(at, span.end - 1), end: span.end } : { start: span.start, end: Math.max(at, span.start + 1) };
    const inside = { start: Math.max(wanted.start, statement.start), end: Math.min(wanted.end, statement.end) };
    return snap(this.bench.words(statement), statement.start, inside, isExact);
  }

  #up(event) {
    if (this.#drag) {
      const { tag, span } = this.#drag;
      const wanted = this.bench.selection;
      this.#drag = null;
      this.bench.selection = null;
      if (wanted) changeSpan(this.bench, tag, span, { start: wanted.start, end: wanted.end });
      return;
    }
    if (event.target.closest("a")) return; // it leads away by itself
    if (this.#drawn(event)) return;
    this.#clicked(event);
  }

  /** The mouse was drawn over words: from where it went down to where it is now, whatever the browser made of it. */
  #drawn(event) {
    if (!this.from || Math.hypot(event.clientX - this.from.x, event.clientY - this.from.y) < SMALLEST_DRAG) return false;
    const ends = [this.from.at, this.#at(event)];
    document.getSelection().removeAllRanges();
    return !ends.includes(null) && this.#take(Math.min(...ends), Math.max(...ends), event.altKey);
  }

  #touched() {
    clearTimeout(this.timer);
    if (this.pointer === "touch") this.timer = setTimeout(() => this.#touchedWords(), TOUCH_PAUSE);
  }

  #touchedWords() {
    const selection = document.getSelection();
    if (!selection?.rangeCount || selection.isCollapsed || !this.root.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    const [start, end] = [this.#position(range.startContainer, range.startOffset, 1), this.#position(range.endContainer, range.endOffset, -1)];
    selection.removeAllRanges();
    if (start !== null && end !== null) this.#take(start, end, false);
  }

  /** Select whole words (or exactly these) of the statement in which they begin. Returns whether there are any. */
  #take(start, end, isExact) {
    if (start >= end) return false;
    const place = this.bench.labels.find((label) => this.bench.statements.get(label).start <= start && start < this.bench.statements.get(label).end);
    if (!place) return false;
    const statement = this.bench.statements.get(place);
    const span = snap(this.bench.words(statement), statement.start, { start, end: Math.min(end, statement.end) }, isExact);
    if (!span) return false;
    if (place !== this.bench.place) this.bench.go(place);
    this.#chosen(span);
    return true;
  }

  #chosen(span) {
    this.bench.select({ ...span, anchor: span });
    if (this.bench.linking) this.commands.linked();
  }

  /** Return the code point at a place of the page; from an element the next text in a direction counts. */
  #position(node, offset, direction) {
    if (this.#starts.has(node)) return this.#starts.get(node) + toCodePoint(node.data, wholePoint(node.data, offset));
    const walker = document.createTreeWalker(this.root, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    range.setStart(node, offset);
    let last = null;
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (!this.#starts.has(text)) continue;
      const isAfter = range.comparePoint(text, 0) >= 0;
      if (isAfter && direction > 0) return this.#starts.get(text);
      if (isAfter) break;
      last = text;
    }
    return last && direction < 0 ? this.#starts.get(last) + Array.from(last.data).length : null;
  }

  #at(event) {
    const point = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    if (point) return this.#position(point.offsetNode, point.offset, 1);
    const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
    return range ? this.#position(range.startContainer, range.startOffset, 1) : null;
  }

  #clicked(event) {
    const place = event.target.closest("[data-place]")?.dataset.place;
    if (!place) return;
    const found = event.target.closest("[data-item]");
    const item = found ? { type: found.dataset.type, id: found.dataset.item } : undefined;
    if (place !== this.bench.place) this.bench.go(place, item);
    else if (this.bench.linking) this.#linkAt(event, item);
    else this.bench.focus(item ?? this.bench.item);
  }

  /** A double click selects one word. */
  #word(event) {
    const at = this.#at(event);
    document.getSelection().removeAllRanges();
    if (at !== null) this.#take(at, at + 1, false);
  }

  /** While a relation is being linked, a click on a mark or a word gives the next part of it. */
  #linkAt(event, item) {
    const one = item?.type === "tag" ? this.bench.store.find(this.bench.place, item.id) : this.bench.suggestions.get(item?.id);
    const at = this.#at(event);
    const hit = one?.spans.find((span) => span.start <= at && at <= span.end) ?? this.bench.tokens().find((token) => token.start <= at && at < token.end);
    if (hit) this.#chosen({ start: hit.start, end: hit.end });
  }

  /** Bring the current statement into view and, where the person is not busy elsewhere, under the keys. */
  show(place, takesFocus) {
    const line = this.lines.get(place);
    if (takesFocus) line.focus({ preventScroll: true });
    const box = line.getBoundingClientRect();
    if (box.top < 90 || box.bottom > innerHeight - 60) line.scrollIntoView({ block: "center" });
  }
}

/** Never cut a character in two that takes two units. */
function wholePoint(text, offset) {
  const unit = text.charCodeAt(offset);
  return offset > 0 && offset < text.length && unit >= 0xdc00 && unit <= 0xdfff ? offset + 1 : offset;
}
