// From a key to what it does. Letters are keys only where nobody is typing; each can be changed by every person.
import * as act from "./actions.js";
import { isTyping } from "./dom.js";
import { step, stretch } from "./tokens.js";

const ARROWS = { ArrowLeft: -1, ArrowRight: 1 };

export class Keyboard {
  /** `commands` are the actions that open something or move; answers and marks are found by their names. */
  constructor(bench, commands) {
    this.bench = bench;
    this.commands = commands;
    this.keys = bench.data.keys;
  }

  listen(root) {
    root.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Return the key of an action as a person reads it, empty where it is switched off. */
  shown(action) {
    const key = this.keys[action] ?? "";
    return key.length === 1 ? key.toUpperCase() : key;
  }

  #pressed(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey) return this.#turn(event);
    const isWritten = event.getModifierState("AltGraph"); // many layouts have [ and ] there; Windows calls it Ctrl and Alt
    if (isTyping(event.target) || (!isWritten && (event.ctrlKey || event.metaKey))) return;
    if (event.key in ARROWS || event.key === "Home" || event.key === "End") return this.#cursor(event);
    if (event.key === "Escape") return this.#escape(event);
    if (event.altKey && !isWritten) return;
    if (["Enter", " "].includes(event.key) && event.target.closest("button, a, summary, input, label")) return;
    const action = isWritten ? this.#actionFor(event.key) : this.#actionOf(event);
    if (!action) return;
    event.preventDefault();
    this.run(action);
  }

  #turn(event) {
    const key = event.key.toLowerCase();
    if (!["z", "y"].includes(key) || isTyping(event.target)) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) this.commands.redo();
    else this.commands.undo();
  }

  #actionFor(key) {
    return Object.keys(this.keys).find((action) => this.keys[action] && this.keys[action] === key);
  }

  /** Find the action by the character, else by the place of the key where the layout has no Latin letters. */
  #actionOf(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isLatin = /^[\x20-\x7e]$/.test(key) || event.key.length > 1;
    return this.#actionFor(key) ?? (isLatin ? null : this.#actionFor(event.code.replace(/^Key/, "").toLowerCase()));
  }

  run(action) {
    const [field, value] = action.split(":");
    const was = this.bench.computed(this.bench.place).isFinished;
    const place = this.bench.place;
    if (this.commands[field]) this.commands[field](value);
    else act.chooseAnswer(this.bench, field, value);
    this.#goOn(place, was);
  }

  /** Go on to the next unfinished statement once a key has finished this one and nothing is left to decide about. */
  #goOn(place, was) {
    const bench = this.bench;
    const now = bench.computed(place);
    if (was || !now.isFinished || now.violations.length || bench.place !== place || bench.open(place).length) return;
    if (bench.goesOn) this.commands.next_open();
  }

  #escape(event) {
    event.preventDefault();
    if (this.bench.linking) this.commands.link();
    else if (this.bench.selection) this.bench.select(null);
    else this.bench.focus(null);
  }

  /** Move the word cursor: arrows take the next word, with Shift more words, with Alt single characters. */
  #cursor(event) {
    const bench = this.bench;
    const pieces = bench.tokens(bench.place, event.altKey);
    if (!pieces.length || event.target.closest("[role=tablist], [role=radiogroup], summary")) return;
    event.preventDefault();
    const isRtl = getComputedStyle(bench.lineOf?.(bench.place) ?? document.body).direction === "rtl";
    const direction = event.key in ARROWS ? ARROWS[event.key] * (isRtl ? -1 : 1) : event.key === "Home" ? -1 : 1;
    const isFar = event.key === "Home" || event.key === "End";
    bench.select(event.shiftKey ? extended(pieces, bench.selection, direction, isFar) : moved(pieces, bench.selection, direction, isFar));
  }
}

function moved(pieces, selection, direction, isFar) {
  const far = direction < 0 ? pieces[0] : pieces.at(-1);
  const piece = isFar ? far : (step(pieces, selection, direction) ?? far);
  return { start: piece.start, end: piece.end, anchor: piece };
}

function extended(pieces, selection, direction, isFar) {
  if (!selection) return moved(pieces, null, direction, isFar);
  const anchor = selection.anchor ?? { start: selection.start, end: selection.end };
  if (isFar) return direction < 0 ? { start: pieces[0].start, end: anchor.end, anchor } : { start: anchor.start, end: lastWord(pieces).end, anchor };
  return { ...stretch(pieces, selection, direction, anchor), anchor };
}

/** The full stop at the end belongs to no span, so the far end is the last word before it. */
const lastWord = (pieces) => pieces.findLast((piece) => /[\p{L}\p{N}"”»)\]]/u.test(piece.words)) ?? pieces.at(-1);
