// Run with: node --test tests/js/outbox.test.js
import assert from "node:assert/strict";
import test, { mock } from "node:test";
import { Outbox } from "../../annotator/web/static/annotator/js/workbench/outbox.js";
import { reply, settled } from "./bench.mjs";

/** Return an outbox whose sent edits wait in `calls` until they are answered. */
function outboxOf() {
  const [calls, events, revisions] = [[], [], new Map()];
  let kept = [];
  const send = (edit) => new Promise((answer, fail) => { calls.push({ edit: structuredClone(edit), answer, fail }); });
  const outbox = new Outbox({ revisions, keep: (queue) => { kept = structuredClone(queue); }, send });
  for (const name of ["stored", "refused"]) outbox.addEventListener(name, ({ detail }) => events.push([name, detail.edit.key]));
  return { outbox, calls, events, revisions, kept: () => kept.map((edit) => edit.key) };
}

const edit = (key, ...ids) => ({ key, name: key, parts: [{ statement: "S1", puts: ids.map((id) => ({ id })) }], decisions: [], before: {} });
const stored = (key, made = {}) => reply(200, { key, made, statements: [] });
const keys = (calls) => calls.map((call) => call.edit.key);

async function answered(call, answer) {
  call.answer(answer);
  await settled();
}

test("edits are sent one at a time, in order, and kept until they are stored", async () => {
  const { outbox, calls, events, kept } = outboxOf();
  outbox.push(edit("a", "t"));
  outbox.push(edit("b", "u"));
  assert.deepEqual([keys(calls), kept(), outbox.state], [["a"], ["a", "b"], "saving"]);
  await answered(calls[0], stored("a"));
  assert.deepEqual([keys(calls), kept()], [["a", "b"], ["b"]]);
  await answered(calls[1], stored("b"));
  assert.deepEqual([kept(), outbox.state, events], [[], "saved", [["stored", "a"], ["stored", "b"]]]);
});

test("a put names the revision that was seen, or waits for that of the edit before it", async () => {
  const { outbox, calls, revisions } = outboxOf();
  revisions.set("t", "r1");
  outbox.push(edit("a", "t", "new"));
  outbox.push(edit("b", "t", "new"));
  await answered(calls[0], stored("a", { t: "r2", new: "n1" }));
  const bases = calls.map((call) => call.edit.parts[0].puts.map((put) => put.base));
  assert.deepEqual(bases, [["r1", null], ["r2", "n1"]]);
  assert.equal("isChained" in calls[1].edit.parts[0].puts[0], false);
});

test("an edit whose answer was lost is sent again just as it was", async () => {
  const { outbox, calls } = outboxOf();
  outbox.push(edit("a", "t"));
  calls[0].fail(new TypeError("Failed to fetch"));
  await settled();
  assert.equal(outbox.state, "waiting");
  outbox.hurry();
  outbox.hurry();
  assert.equal(calls.length, 2);
  assert.deepEqual(calls[1].edit, calls[0].edit);
});

for (const [status, state] of [[401, "signed-out"], [403, "signed-out"], [429, "waiting"], [500, "waiting"], [503, "waiting"]]) {
  test(`${status} keeps everything, in order`, async () => {
    const { outbox, calls, events, kept } = outboxOf();
    outbox.push(edit("a", "t"));
    outbox.push(edit("b", "u"));
    await answered(calls[0], reply(status));
    assert.deepEqual([outbox.state, kept(), events], [state, ["a", "b"], []]);
    outbox.hurry();
    assert.deepEqual(keys(calls), ["a", "a"]);
  });
}

test("an answer that nobody can read is no answer", async () => {
  for (const unreadable of [new Response("<html>log in to the Wi-Fi", { status: 200 }), reply(200, {}), reply(200, null)]) {
    const { outbox, calls, events, kept } = outboxOf();
    outbox.push(edit("a", "t"));
    await answered(calls[0], unreadable);
    assert.deepEqual([outbox.state, kept(), events], ["waiting", ["a"], []]);
  }
});

test("waiting gets longer, and follows what the server asks for", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { outbox, calls } = outboxOf();
    outbox.push(edit("a", "t"));
    for (const [answer, pause] of [[reply(503), 1000], [reply(503), 2000], [reply(429, {}, { "Retry-After": "7" }), 7000]]) {
      const before = calls.length;
      await answered(calls.at(-1), answer);
      mock.timers.tick(pause - 1);
      assert.equal(calls.length, before);
      mock.timers.tick(1);
      assert.equal(calls.length, before + 1);
    }
  } finally {
    mock.timers.reset();
  }
});

for (const status of [400, 404, 409, 413, 422]) {
  test(`${status} stops until the edit is dropped; then the others go on`, async () => {
    const { outbox, calls, events, kept } = outboxOf();
    outbox.push(edit("a", "t"));
    outbox.push({ ...edit("b", "u"), parts: [{ statement: "S2", puts: [{ id: "u" }] }] });
    await answered(calls[0], reply(status, { code: "no", detail: "No.", errors: [] }));
    assert.deepEqual([outbox.state, events], ["stopped", [["refused", "a"]]]);
    outbox.hurry();
    assert.deepEqual([keys(calls), kept()], [["a"], ["a", "b"]]);
    outbox.drop([outbox.queue[0]]);
    assert.deepEqual([keys(calls), kept()], [["a", "b"], ["b"]]);
  });
}

test("what an earlier visit left is sent as it was, behind what is there", async () => {
  const { outbox, calls } = outboxOf();
  outbox.push(edit("a", "t"));
  outbox.resume([{ ...edit("b", "u"), parts: [{ statement: "S1", puts: [{ id: "u", base: "r7", isChained: false }] }] }]);
  await answered(calls[0], stored("a"));
  assert.equal(calls[1].edit.parts[0].puts[0].base, "r7");
});

test("a chained edit is sent again after a reload with the revision that it was sent with", async () => {
  const first = outboxOf();
  first.outbox.push(edit("a", "t"));
  first.outbox.push(edit("b", "t"));
  await answered(first.calls[0], stored("a", { t: "r1" }));
  const left = structuredClone(first.outbox.queue);

  const second = outboxOf();
  second.revisions.set("t", "r2"); // the edit was stored, and the page came with what it made
  second.outbox.resume(left);
  assert.deepEqual(second.calls[0].edit, first.calls[1].edit);
});

test("a chained edit builds on the edit before it, not on what somebody else made of the tag", async () => {
  const { outbox, calls, revisions } = outboxOf();
  outbox.addEventListener("stored", () => revisions.set("t", "foreign"));
  outbox.push(edit("a", "t"));
  outbox.push(edit("b", "t"));
  await answered(calls[0], stored("a", { t: "r1" }));
  assert.equal(calls[1].edit.parts[0].puts[0].base, "r1");
});

test("an edit that waits points to a tag under the identity that the desk knows", async () => {
  const { outbox, calls } = outboxOf();
  outbox.push(edit("a", "t"));
  outbox.push({ ...edit("b"), parts: [{ statement: "S1", puts: [{ id: "u", values: { denies: "t", parent: null } }] }] });
  outbox.rename("t", { id: "known", revision_id: "r1" });
  await answered(calls[0], stored("a", { t: "r1" }));
  assert.deepEqual(calls[1].edit.parts[0].puts[0].values, { denies: "known", parent: null });
});
