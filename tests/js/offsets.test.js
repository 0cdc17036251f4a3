// Run with: node --test tests/js/offsets.test.js
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { toCodePoint, toUtf16 } from "../../annotator/web/static/annotator/js/offsets.js";

const fixture = JSON.parse(readFileSync(new URL("../../fixtures/offsets.json", import.meta.url), "utf8"));

for (const { name, text, length, spans } of fixture.cases) {
  test(`agrees with Python: ${name}`, () => {
    assert.equal(text.length, length.utf16);
    assert.equal(toCodePoint(text, text.length), length.code_points);
    for (const { words, code_points: codePoints, utf16 } of spans) {
      assert.deepEqual(codePoints.map((at) => toUtf16(text, at)), utf16);
      assert.deepEqual(utf16.map((at) => toCodePoint(text, at)), codePoints);
      assert.equal(text.slice(...utf16), words);
    }
  });
}

test("refuses positions inside a surrogate pair", () => {
  for (const { text, utf16 } of fixture.inside_a_pair) {
    assert.throws(() => toCodePoint(text, utf16), RangeError);
  }
});

test("refuses positions outside the text", () => {
  for (const { text, utf16, code_points: codePoints } of fixture.outside) {
    assert.throws(() => toCodePoint(text, utf16), RangeError);
    assert.throws(() => toUtf16(text, codePoints), RangeError);
  }
  for (const position of [-1, 0.5, NaN]) {
    assert.throws(() => toCodePoint("abc", position), RangeError);
    assert.throws(() => toUtf16("abc", position), RangeError);
  }
});

test("counts a lone surrogate as one code point", () => {
  assert.equal(toCodePoint("a\ud83db", 3), 3);
  assert.equal(toUtf16("a\ud83db", 3), 3);
});
