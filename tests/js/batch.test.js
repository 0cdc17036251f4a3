// Run with: node --test tests/js/batch.test.js
import assert from "node:assert/strict";
import test from "node:test";
import { isWorthSaying, percent } from "../../annotator/web/static/annotator/js/batch.js";

test("per cent are rounded down, so that 100 means done", () => {
  assert.deepEqual([percent(0, 3), percent(2, 3), percent(999, 1000), percent(3, 3), percent(0, 0)], [0, 66, 99, 100, 100]);
});

test("a screen reader hears every tenth and the end", () => {
  assert.equal(isWorthSaying(0, 5, 100), false);
  assert.equal(isWorthSaying(0, 10, 100), true);
  assert.equal(isWorthSaying(95, 100, 100), true);
});
