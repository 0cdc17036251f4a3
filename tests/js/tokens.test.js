// Run with: node --test tests/js/tokens.test.js
import assert from "node:assert/strict";
import test from "node:test";
import { CodePoints } from "../../annotator/web/static/annotator/js/workbench/codepoints.js";
import { characters, occurrences, snap, step, stretch, tokens } from "../../annotator/web/static/annotator/js/workbench/tokens.js";

const FAMILY = "👩‍👩‍👧";
const WORDS = `${FAMILY} said e\u0301te\u0301, 🇫🇷.`;
const words = (pieces) => pieces.map((piece) => piece.words);
const cut = (text, { start, end }) => Array.from(text).slice(start, end).join("");

test("words and signs are pieces, spaces are none; places are code points", () => {
  const pieces = tokens(WORDS, 100);
  assert.deepEqual(words(pieces), [FAMILY, "said", "e\u0301te\u0301", ",", "🇫🇷", "."]);
  assert.deepEqual(pieces.map(({ start, end }) => [start, end]), [[100, 105], [106, 110], [111, 116], [116, 117], [118, 120], [120, 121]]);
  for (const piece of pieces) assert.equal(cut(WORDS, { start: piece.start - 100, end: piece.end - 100 }), piece.words);
});

test("single characters keep their marks and their joined parts", () => {
  assert.deepEqual(words(characters("e\u0301🇫🇷" + FAMILY, 0)), ["e\u0301", "🇫🇷", FAMILY]);
});

test("other scripts are cut into words too", () => {
  assert.deepEqual(words(tokens("اليوم قال الوزير.", 0)), ["اليوم", "قال", "الوزير", "."]);
  assert.equal(words(tokens("市長は閉鎖と述べた。", 0)).join(""), "市長は閉鎖と述べた。");
  assert.ok(tokens("市長は閉鎖と述べた。", 0).length > 3);
});

test("a span is widened to whole words, or only trimmed", () => {
  assert.equal(cut(WORDS, snap(WORDS, 0, { start: 8, end: 12 })), "said e\u0301te\u0301");
  assert.equal(cut(WORDS, snap(WORDS, 0, { start: 5, end: 8 }, true)), "sa");
  assert.equal(cut(WORDS, snap(WORDS, 0, { start: 12, end: 13 }, true)), "e\u0301");
  assert.equal(snap(WORDS, 0, { start: 5, end: 6 }), null);
  assert.equal(snap(WORDS, 0, { start: 50, end: 60 }), null);
});

const PIECES = tokens("one two three four", 0);
const [ONE, TWO, THREE, FOUR] = PIECES;

test("the cursor goes to the next word, and stays at the ends", () => {
  assert.equal(step(PIECES, null, 1), ONE);
  assert.equal(step(PIECES, null, -1), FOUR);
  assert.equal(step(PIECES, { start: ONE.start, end: TWO.end }, 1), THREE);
  assert.equal(step(PIECES, { start: THREE.start, end: FOUR.end }, -1), TWO);
  assert.equal(step(PIECES, FOUR, 1), undefined);
});

test("a selection grows and shrinks on both sides of the word it began with", () => {
  const walk = (anchor, ...directions) => directions.reduce((found, direction) => stretch(PIECES, found, direction, anchor), anchor);
  const there = (first, last) => ({ start: first.start, end: last.end });
  assert.deepEqual(walk(TWO, 1), there(TWO, THREE));
  assert.deepEqual(walk(TWO, 1, -1), there(TWO, TWO));
  assert.deepEqual(walk(TWO, 1, -1, -1), there(ONE, TWO));
  assert.deepEqual(walk(TWO, -1, 1, 1), there(TWO, THREE));
  assert.deepEqual(walk(THREE, -1, -1, -1), there(ONE, THREE));
  assert.deepEqual(walk(THREE, 1, 1, 1), there(THREE, FOUR));
});

const found = (text, wanted) => {
  const points = new CodePoints(text);
  return occurrences(points, wanted, 0, points.length).map(({ start, end }) => points.slice(start, end));
};

test("words are found whole and whatever their case", () => {
  assert.deepEqual(found("May it may, dismay; MAY.", "may"), ["May", "may", "MAY"]);
  assert.deepEqual(found("So “may” or may2 or 2may", "may"), ["may"]);
  assert.deepEqual(found("according to, According\u00a0to", "according to"), ["according to"]);
  assert.deepEqual(found("nothing", ""), []);
});

test("places of words are code points, however many units stand before them", () => {
  const text = new CodePoints("😀😀 ÄRGER ärger 😀 İstanbul may");
  assert.deepEqual(occurrences(text, "ärger", 0, text.length), [{ start: 3, end: 8 }, { start: 9, end: 14 }]);
  assert.deepEqual(occurrences(text, "may", 5, text.length), [{ start: 26, end: 29 }]);
  assert.deepEqual(found("a 🇫🇷 b 🇫🇷", "🇫🇷"), ["🇫🇷", "🇫🇷"]);
});

test("a letter is not found without the mark that belongs to it", () => {
  assert.deepEqual(found("ete\u0301 ete", "ete"), ["ete"]);
  assert.deepEqual(found("قال الوزير قال", "قال"), ["قال", "قال"]);
});
