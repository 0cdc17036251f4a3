// Run with: node --test tests/js/server.test.js
import assert from "node:assert/strict";
import test from "node:test";
import { putJson } from "../../annotator/web/static/annotator/js/workbench/server.js";

test("an edit carries the newest token, and an answer that never comes is given up", async (context) => {
  const sent = [];
  context.mock.method(globalThis, "fetch", async (url, options) => sent.push(options));
  globalThis.document = { cookie: "other=1; csrftoken=abc" };
  context.mock.method(AbortSignal, "timeout", (pause) => ({ pause }));
  await putJson("/edits/", { key: "k" });
  globalThis.document = { cookie: "csrftoken=def; x=y" };
  await putJson("/edits/", { key: "k" });
  assert.deepEqual(sent.map(({ headers }) => headers["X-CSRFToken"]), ["abc", "def"]);
  assert.ok(sent[0].signal.pause > 10_000 && sent[0].signal.pause < 300_000);
  assert.equal(sent[0].body, '{"key":"k"}');
});
