// Run with: node --test tests/js/words.test.js
import assert from "node:assert/strict";
import test from "node:test";
import { threadsOn } from "../../annotator/web/static/annotator/js/workbench/words.js";

test("open threads are counted in words, and none are not spoken of", () => {
  const bench = { data: { threads: { S1: 1, S2: 3 } } };
  assert.equal(threadsOn(bench, "S1"), "1 open thread");
  assert.equal(threadsOn(bench, "S2"), "3 open threads");
  assert.equal(threadsOn(bench, "S3"), "");
});
