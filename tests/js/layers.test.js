// Run with: node --test tests/js/layers.test.js
import assert from "node:assert/strict";
import test from "node:test";
import { cut, marksOf } from "../../annotator/web/static/annotator/js/workbench/layers.js";

const span = (start, end, role = "span") => ({ role, start, end });
const hedge = (id, start, end, values = {}) => ({ id, kind: "hedge", values, spans: [span(start, end, "cue")] });
const said = (...spans) => ({ id: "r", kind: "relation", values: {}, spans });
const names = (item) => item.label ?? item.kind;
const levels = (marks) => Object.fromEntries(marks.map((mark) => [`${mark.start}-${mark.end}`, mark.level]));

test("marks that nest or overlap keep lines of their own, the shortest nearest to the words", () => {
  const marks = marksOf([said(span(0, 20, "content"), span(5, 8, "source")), hedge("h", 6, 12), hedge("i", 14, 16)], [], names);
  assert.deepEqual(levels(marks), { "14-16": 0, "5-8": 0, "6-12": 1, "0-20": 2 });
});

test("a mark in several pieces takes a line in each", () => {
  const marks = marksOf([said(span(0, 5, "content"), span(10, 15, "content")), hedge("h", 12, 14)], [], names);
  assert.deepEqual(levels(marks), { "12-14": 0, "0-5": 0, "10-15": 1 });
});

test("answers and flags about the whole statement mark no words", () => {
  assert.deepEqual(marksOf([{ id: "x", kind: "statement", values: {}, spans: [] }], [{ id: "s", kind: "sourcing_flag", spans: [span(0, 3)] }], names), []);
});

test("a suggestion that says what a tag says has no mark of its own; another label on the same words has", () => {
  const offered = (id, label, start, end) => ({ id, kind: "hedge", label, spans: [span(start, end, "cue")] });
  const own = { ...hedge("h", 4, 7), label: "epistemic" };
  const marks = marksOf([own], [offered("same", "epistemic", 4, 7), offered("other", "hearsay", 4, 7), offered("away", "epistemic", 9, 12)], names);
  assert.deepEqual(marks.map(({ id }) => id).sort(), ["away", "h", "other"]);
  assert.deepEqual(marks.map(({ isUnsure, id }) => [id, isUnsure]).sort(), [["away", true], ["h", false], ["other", true]]);
});

test("a statement is cut where marks begin and end, the widest mark outside", () => {
  const marks = marksOf([said(span(0, 10, "content"), span(12, 15, "cue")), hedge("h", 4, 6)], [], names);
  const pieces = cut(0, 16, marks);
  assert.deepEqual(pieces.map(({ start, end }) => [start, end]), [[0, 4], [4, 6], [6, 10], [10, 12], [12, 15], [15, 16]]);
  assert.deepEqual(pieces[1].marks.map(({ look }) => look), ["content", "hedge"]);
  assert.deepEqual(pieces.map(({ ending }) => ending.map(({ look }) => look)), [[], ["hedge"], ["content"], [], ["cue"], []]);
});

test("marks that reach over the ends of the statement do not move them", () => {
  const pieces = cut(5, 9, [{ start: 0, end: 7, level: 0 }, { start: 8, end: 30, level: 0 }]);
  assert.deepEqual(pieces.map(({ start, end, marks }) => [start, end, marks.length]), [[5, 7, 1], [7, 8, 0], [8, 9, 1]]);
});
