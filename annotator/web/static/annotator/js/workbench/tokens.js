// Words of a statement as a person selects them. Positions are code points of the whole text, ends exclusive.
import { overlaps } from "./spans.js";

const LETTERS = /[\p{L}\p{N}\p{M}]/u;
const segmenters = new Map();

function segment(text, granularity) {
  if (!segmenters.has(granularity)) segmenters.set(granularity, new Intl.Segmenter(undefined, { granularity }));
  return segmenters.get(granularity).segment(text);
}

/** Return the pieces of `words`, which begin at `start`: words and signs one by one, without the space between them. */
export function tokens(words, start) {
  return cut(words, start, "word").filter((token) => token.words.trim());
}

/** Return what a reader sees as single characters, so that no combining mark is torn off its letter. */
export function characters(words, start) {
  return cut(words, start, "grapheme");
}

function cut(words, start, granularity) {
  const found = [];
  let at = start;
  for (const { segment: piece } of segment(words, granularity)) {
    const length = Array.from(piece).length;
    found.push({ start: at, end: at + length, words: piece });
    at += length;
  }
  return found;
}

/** Return the span widened to whole words, or only trimmed where it is to be taken exactly; null where it is empty. */
export function snap(words, start, span, isExact = false) {
  const pieces = isExact ? characters(words, start).filter((piece) => piece.words.trim()) : tokens(words, start);
  const touched = pieces.filter((piece) => overlaps(piece, span));
  if (!touched.length) return null;
  return { start: touched[0].start, end: touched.at(-1).end };
}

/** Return the next piece in a direction from a selection, for the word cursor. */
export function step(pieces, selection, direction) {
  if (!selection) return direction > 0 ? pieces[0] : pieces.at(-1);
  return direction > 0
    ? pieces.find((piece) => piece.start >= selection.end)
    : pieces.findLast((piece) => piece.end <= selection.start);
}

/** Return the selection with its free end moved by a piece; `anchor` is the piece that it began with and keeps. */
export function stretch(pieces, selection, direction, anchor) {
  const isFreeEndBehind = selection.end > anchor.end || (selection.start === anchor.start && direction > 0);
  if (isFreeEndBehind) {
    const end = direction > 0 ? step(pieces, selection, 1)?.end : pieces.findLast((piece) => piece.end < selection.end)?.end;
    return { start: anchor.start, end: Math.max(anchor.end, end ?? selection.end) };
  }
  const start = direction < 0 ? step(pieces, selection, -1)?.start : pieces.find((piece) => piece.start > selection.start)?.start;
  return { start: Math.min(anchor.start, start ?? selection.start), end: anchor.end };
}

/** Return every place where the words occur as whole words, whatever their case, in [start, end) of the text. */
export function occurrences(text, words, start, end) {
  const [hay, needle] = [Array.from(text.slice(start, end), fold), Array.from(words, fold)];
  const found = [];
  for (let at = 0; needle.length && at + needle.length <= hay.length; at += 1) {
    if (needle.every((point, number) => hay[at + number] === point) && isWhole(hay, at, needle.length)) {
      found.push({ start: start + at, end: start + at + needle.length });
    }
  }
  return found;
}

const fold = (point) => {
  const folded = point.toLowerCase();
  return folded.length === point.length ? folded : point;
};

function isWhole(hay, at, length) {
  const [before, first, last, after] = [hay[at - 1], hay[at], hay[at + length - 1], hay[at + length]];
  const isLetter = (point) => point !== undefined && LETTERS.test(point);
  return !(isLetter(before) && isLetter(first)) && !(isLetter(last) && isLetter(after));
}
