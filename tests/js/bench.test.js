// Run with: node --test tests/js/bench.test.js
// What becomes of changes while others are on their way, held back, refused, or made in another window.
import assert from "node:assert/strict";
import test from "node:test";
import * as act from "../../annotator/web/static/annotator/js/workbench/actions.js";
import { newTag } from "../../annotator/web/static/annotator/js/workbench/tags.js";
import { Desk, at, dataOf, openWindow, settled, suggestion } from "./bench.mjs";

const DATA = dataOf();
const hedgeOn = (exact, values = {}) => newTag(DATA, "hedge", { hedge_type: "allegation", ...values }, { spans: [at(DATA, exact, "cue")] });
const answersAt = (desk, place = "S1") => desk.tags(place).find((tag) => tag.kind === "statement")?.values;

/** Make a relation that can be stored. */
function relationOn(cue, content, values = {}) {
  const spans = [at(DATA, content, "content"), at(DATA, cue, "cue")];
  return newTag(DATA, "relation", { relation_kind: "assertion", ...values }, { spans });
}

async function answered(bench, values, place = bench.place) {
  if (place !== bench.place) bench.go(place);
  act.answer(bench, values);
  await settled();
}

/** Say what is neither stored nor held nor on its way: that must never be anything. */
function lost({ bench, desk, outbox }) {
  const isOpen = (place) => bench.held().includes(place) || outbox.queue.some((edit) => edit.parts.some((part) => (part.statement ?? "") === place));
  const said = (tags) => JSON.stringify(tags.map((tag) => [tag.id, tag.values.claim_type, tag.values.hedge_type, tag.values.status]).sort());
  return bench.labels.filter((place) => !isOpen(place) && said(bench.store.tags(place)) !== said(desk.tags(place)));
}

test("each change is stored, and undo and redo too", async () => {
  const { bench, desk, outbox } = openWindow();
  await answered(bench, { claim_type: "event" });
  await answered(bench, { claim_type: "plan" });
  bench.store.undo();
  await settled();
  assert.equal(answersAt(desk).claim_type, "event");
  bench.store.redo();
  await settled();
  assert.equal(answersAt(desk).claim_type, "plan");
  assert.deepEqual([outbox.state, bench.held()], ["saved", []]);
});

test("answers given while earlier ones are on their way are kept, whatever the desk named the tag", async () => {
  const { bench, desk } = openWindow();
  await answered(bench, { claim_type: "event" });
  bench.store.undo(); // the tag is withdrawn; the next answer has another id here and the same one there
  await settled();
  act.answer(bench, { claim_type: "plan" });
  act.answer(bench, { status: "unattributed" });
  act.answer(bench, { reliability: "F" });
  await settled();
  const { claim_type: sort, status, reliability } = answersAt(desk);
  assert.deepEqual([sort, status, reliability], ["plan", "unattributed", "F"]);
  assert.equal(bench.conflicts.size, 0);
  assert.equal(bench.store.tags("S1").length, 1);
});

test("a tag that got the desk's id is one tag at any moment", async () => {
  const { bench, outbox } = openWindow();
  await answered(bench, { claim_type: "event" });
  bench.store.undo();
  await settled();
  act.answer(bench, { claim_type: "plan" });
  act.answer(bench, { status: "unattributed" });
  const seen = [];
  outbox.addEventListener("stored", () => seen.push(bench.store.tags("S1").map((tag) => [tag.values.claim_type, tag.values.status])));
  await settled();
  assert.deepEqual(seen, [[["plan", "unattributed"]], [["plan", "unattributed"]]]);
});

test("a tag that got the desk's id is no news of another window", async () => {
  const { bench } = openWindow();
  await answered(bench, { claim_type: "event" });
  bench.store.undo();
  await settled();
  act.answer(bench, { claim_type: "plan" });
  act.answer(bench, { need: "exempt" });
  await settled();
  assert.deepEqual([bench.conflicts.size, bench.held()], [0, ["S1"]]);
});

test("a refused edit takes the later edits on its statements back, and nothing of them is lost", async () => {
  const window = openWindow();
  const { bench, desk, outbox } = window;
  desk.refuses = (edit) => (edit.parts.some((part) => part.puts.some((put) => put.values.claim_type === "event")) ? { code: "no", place: "a-S1" } : null);
  act.answer(bench, { claim_type: "event" });
  const hedges = [["S1", hedgeOn("allegedly")], ["S4", hedgeOn("may rain")]];
  bench.store.commit("two statements", hedges.map(([place, after]) => ({ place, id: after.id, before: null, after })));
  await settled();
  assert.deepEqual(lost(window), []);
  assert.deepEqual(bench.held(), ["S1"]);
  assert.equal(desk.tags("S4").length, 1);
  act.answer(bench, { claim_type: "plan" });
  await settled();
  assert.deepEqual([lost(window), bench.held(), outbox.state], [[], [], "saved"]);
  assert.equal(desk.tags("S1").length, 2);
});

test("decisions of edits that were taken back are sent again", async () => {
  const offered = suggestion("s", "hedge", "allegation", [at(DATA, "may rain", "cue")], {}, "S4");
  const { bench, desk } = openWindow(undefined, dataOf({ suggestions: [offered] }));
  desk.refuses = (edit) => (edit.parts.some((part) => part.puts.some((put) => put.values.claim_type === "event")) ? { code: "no", place: "a-S1" } : null);
  act.answer(bench, { claim_type: "event" });
  const after = hedgeOn("allegedly");
  bench.store.commit("both", [{ place: "S1", id: after.id, before: null, after }], [{ id: "s", before: null, after: "rejected" }]);
  await settled();
  const decided = desk.received.filter((edit) => desk.known.has(edit.key)).flatMap((edit) => edit.decisions);
  assert.deepEqual(decided, [{ suggestion: "s", decision: "rejected" }]);
});

test("what cannot be read is told with what is wrong about it", async () => {
  const { bench, desk } = openWindow();
  const errors = [{ field: "parts.0.puts.0.values.accused", message: "Ensure this field has no more than 300 characters." }];
  desk.refuses = () => ({ code: "invalid", detail: "Some of what was sent cannot be read: see errors.", errors });
  await answered(bench, { claim_type: "event" });
  assert.equal(bench.computed("S1").violations[0].message, errors[0].message);
});

test("a decision that is refused is told once, not sent for ever", async () => {
  const offered = suggestion("s", "hedge", "allegation", [at(DATA, "allegedly", "cue")]);
  const { bench, desk } = openWindow(undefined, dataOf({ suggestions: [offered] }));
  desk.refuses = () => (desk.received.length < 20 ? { code: "suggestion_unknown" } : null);
  act.reject(bench, offered);
  await settled();
  await settled();
  assert.equal(desk.received.length, 1);
  assert.deepEqual(bench.held(), ["S1"]);
});

test("a relation that another statement needs stays until that one has changed", async () => {
  const { bench, desk } = openWindow();
  const said = relationOn("said.", "took bribes");
  const denial = relationOn("denied", "the claims", { polarity: "deny", denies: said.id });
  bench.store.put("said", "S1", said);
  bench.store.put("denied", "S3", denial);
  await settled();
  assert.equal(desk.tags("S3").length, 1);
  const isNeeded = () => desk.tags("S3").some((tag) => tag.values.denies === said.id);
  desk.refuses = (edit) => (desk.received.length < 20 && isNeeded() && edit.parts.some((part) => part.puts.some((put) => put.id === said.id && put.withdrawn))
    ? { code: "relation_in_use", place: "S3" } : null);

  act.withdraw(bench, bench.store.find("S1", said.id));
  await settled();
  await settled();
  assert.equal(desk.received.length, 3);
  assert.deepEqual(bench.held(), ["S1"]);

  bench.go("S3");
  act.withdraw(bench, bench.store.find("S3", denial.id));
  await settled();
  assert.deepEqual([desk.tags("S1"), desk.tags("S3"), bench.held()], [[], [], []]);
});

test("what waited for another statement is sent once that one is mended", async () => {
  const { bench, desk } = openWindow();
  const said = relationOn("said.", "took bribes");
  bench.store.put("said", "S1", said);
  act.answer(bench, { need: "exempt" }); // holds the statement back until it has a reason
  const held = { ...said, values: { ...said.values, chain: ["AP"] } };
  const other = relationOn("said.", "The mayor allegedly");
  bench.store.put("held", "S1", held);
  bench.store.put("held", "S1", other);
  bench.store.put("denied", "S3", relationOn("denied", "the claims", { polarity: "deny", denies: other.id }));
  await settled();
  assert.deepEqual([bench.held(), desk.tags("S3")], [["S1", "S3"], []]);
  act.answer(bench, { need_reason: "common_knowledge" });
  await settled();
  assert.deepEqual([bench.held(), desk.tags("S3").length], [[], 1]);
});

test("a refusal that cannot be looked into yet is not forgotten", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { bench, desk, outbox, memory } = openWindow();
  desk.refuses = () => (desk.received.length === 1 ? { code: "no", place: "a-S1" } : null);
  const { fetchTags } = bench;
  let isDown = true;
  bench.fetchTags = () => (isDown ? Promise.reject(new TypeError("Failed to fetch")) : fetchTags());
  act.answer(bench, { claim_type: "event" });
  await settled();
  assert.deepEqual([outbox.queue.length, memory.entry.queue.length], [1, 1]);
  isDown = false;
  context.mock.timers.tick(60_000);
  await settled();
  assert.deepEqual([bench.held(), memory.entry.queue], [["S1"], []]);
  assert.equal(memory.entry.held.S1.changes.length, 1);
});

// Other windows

test("what another window changed under an edit on its way is not overwritten by what is held here", async () => {
  const { bench, desk } = openWindow();
  const hedge = hedgeOn("allegedly");
  bench.store.put("hedge", "S1", hedge);
  await settled();
  desk.change("S1", hedge.id, { hedge_type: "hearsay" });
  act.answer(bench, { claim_type: "event" });
  bench.store.put("other words", "S1", { ...bench.store.find("S1", hedge.id), spans: [{ role: "cue", start: 400, end: 405, exact: "?" }] });
  await settled();
  assert.deepEqual([...bench.conflicts.keys()], ["S1"]);
  bench.store.undo();
  await settled();
  assert.equal(desk.tags("S1").find((tag) => tag.id === hedge.id).values.hedge_type, "hearsay");
});

test("an edit that is answered again after somebody else's change does not hide that change from the next", async () => {
  const { bench, desk, outbox } = openWindow();
  desk.faults = ["lost"];
  act.answer(bench, { claim_type: "event" });
  act.answer(bench, { status: "unattributed" });
  await settled();
  desk.change("S1", desk.tags("S1")[0].id, { claim_type: "assessment" });
  outbox.hurry();
  await settled();
  assert.equal(answersAt(desk).claim_type, "assessment");
  assert.deepEqual([...bench.conflicts.keys()], ["S1"]);
});

test("every statement of a refused edit that was changed elsewhere is a conflict, not only the first", async () => {
  const { bench, desk } = openWindow();
  const [one, two] = [hedgeOn("allegedly"), hedgeOn("may rain")];
  bench.store.put("one", "S1", one);
  bench.store.put("two", "S4", two);
  await settled();
  for (const [place, { id }] of [["S1", one], ["S4", two]]) desk.change(place, id, { hedge_type: "hearsay" });
  const changes = [["S1", one], ["S4", two]].map(([place, { id }]) => {
    const before = bench.store.find(place, id);
    return { place, id, before, after: { ...before, values: { ...before.values, hedge_type: "epistemic" } } };
  });
  bench.store.commit("both", changes);
  await settled();
  assert.deepEqual([...bench.conflicts.keys()].sort(), ["S1", "S4"]);
  assert.equal(desk.tags("S4")[0].values.hedge_type, "hearsay");
});

test("what was withdrawn elsewhere and changed here can be kept", async () => {
  const { bench, desk } = openWindow();
  const hedge = hedgeOn("allegedly");
  bench.store.put("one", "S1", hedge);
  await settled();
  const other = openWindow(desk);
  act.withdraw(other.bench, other.bench.store.find("S1", hedge.id));
  await settled();
  act.change(bench, hedge, { hedge_type: "hearsay" });
  await settled();
  assert.deepEqual([...bench.conflicts.keys()], ["S1"]);
  bench.resolve("S1", true);
  await settled();
  assert.deepEqual([bench.conflicts.size, desk.tags("S1").map((tag) => tag.values.hedge_type)], [0, ["hearsay"]]);
});

test("undo does not take back what somebody else made of it", async () => {
  const { bench, desk, outbox } = openWindow();
  desk.faults = ["lost"];
  act.answer(bench, { claim_type: "event" });
  await settled();
  desk.change("S1", desk.tags("S1")[0].id, { claim_type: "assessment" });
  outbox.hurry();
  await settled();
  assert.equal(bench.store.undo().isRefused, true);
  assert.equal(answersAt(desk).claim_type, "assessment");
});

test("news that is older than what is known here is none", async () => {
  const { bench, desk } = openWindow();
  await answered(bench, { claim_type: "event" });
  const [old, revision] = [structuredClone(desk.tags("S1")), desk.revision];
  await answered(bench, { claim_type: "plan" });
  assert.equal(bench.heard("S1", old, revision), false);
  assert.equal(bench.heard("S2", [], revision), false);
  assert.equal(bench.store.answers("S1").values.claim_type, "plan");
  desk.change("S1", old[0].id, { claim_type: "assessment" });
  assert.equal(bench.heard("S1", structuredClone(desk.tags("S1")), desk.revision), true);
  assert.equal(bench.store.answers("S1").values.claim_type, "assessment");
});

/** Return a window with a change that cannot be stored, on answers that another window changed. */
async function conflicting() {
  const window = openWindow();
  const { bench, desk } = window;
  await answered(bench, { claim_type: "event" });
  await answered(bench, { need: "exempt" });
  desk.change("S1", desk.tags("S1")[0].id, { claim_type: "assessment" });
  bench.heard("S1", structuredClone(desk.tags("S1")), desk.revision);
  assert.deepEqual([...bench.conflicts.keys()], ["S1"]);
  return window;
}

test("a conflict is still one after the page was loaded again", async () => {
  const { bench, desk, memory } = await conflicting();
  act.answer(bench, { need_reason: "common_knowledge" });
  const again = openWindow(desk);
  again.bench.takeUp(structuredClone(memory.entry));
  await settled();
  assert.deepEqual([...again.bench.conflicts.keys()], ["S1"]);
  assert.equal(answersAt(desk).claim_type, "assessment");
  again.bench.resolve("S1", true);
  await settled();
  assert.equal(answersAt(desk).claim_type, "event");
});

test("a conflict over what was taken back here is none any more", async () => {
  const { bench, desk } = await conflicting();
  bench.store.undo();
  bench.store.put("as there", "S1", { ...bench.store.answers("S1"), values: desk.tags("S1")[0].values });
  desk.change("S1", desk.tags("S1")[0].id, { status: "unattributed" });
  bench.heard("S1", structuredClone(desk.tags("S1")), desk.revision);
  assert.deepEqual([bench.conflicts.size, bench.held(), bench.store.answers("S1").values.status], [0, [], "unattributed"]);
});

test("taking the other version takes the decisions back that went with the own one", async () => {
  const offered = suggestion("s", "hedge", "allegation", [at(DATA, "allegedly", "cue")], { values: { hedge_type: "allegation" } });
  const { bench, desk } = openWindow(undefined, dataOf({ suggestions: [offered] }));
  await answered(bench, { claim_type: "event" });
  await answered(bench, { need: "exempt" });
  act.accept(bench, offered);
  desk.change("S1", desk.tags("S1")[0].id, { claim_type: "assessment" });
  bench.heard("S1", structuredClone(desk.tags("S1")), desk.revision);
  bench.resolve("S1", false);
  await settled();
  assert.deepEqual([bench.held(), bench.open("S1").length, bench.store.tags("S1").length], [[], 1, 1]);
});

// Loaded again, closed, taken up

test("held changes behind an edit that was stored unheard are no conflict after a reload", async () => {
  const { bench, desk, memory } = openWindow();
  desk.faults = ["lost"];
  act.answer(bench, { claim_type: "event" });
  act.answer(bench, { need: "exempt" });
  await settled();
  const again = openWindow(desk);
  again.bench.takeUp(structuredClone(memory.entry));
  await settled();
  assert.deepEqual([again.bench.conflicts.size, again.bench.held()], [0, ["S1"]]);
  act.answer(again.bench, { need_reason: "common_knowledge" });
  await settled();
  assert.deepEqual([answersAt(desk).claim_type, answersAt(desk).need], ["event", "exempt"]);
});

test("a queue goes on after a reload in the middle of it", async () => {
  const { bench, desk, memory } = openWindow();
  await answered(bench, { claim_type: "event" });
  bench.store.undo();
  await settled();
  desk.faults = ["lost", ...Array(20).fill("down")];
  act.answer(bench, { claim_type: "plan" });
  act.answer(bench, { status: "unattributed" });
  await settled();
  desk.faults = [];
  const again = openWindow(desk);
  again.bench.takeUp(structuredClone(memory.entry));
  await settled();
  const { claim_type: sort, status } = answersAt(desk);
  assert.deepEqual([sort, status, again.bench.conflicts.size, again.bench.store.tags("S1").length], ["plan", "unattributed", 0, 1]);
});

test("what two windows left on the same statement is taken up one after the other", async () => {
  const [one, two] = [openWindow(), openWindow()];
  act.answer(one.bench, { need: "exempt", claim_type: "event" });
  act.answer(two.bench, { need: "exempt", claim_type: "plan" });
  const { bench, desk } = openWindow();
  assert.deepEqual(bench.inTheWay(one.memory.entry), []);
  bench.takeUp(one.memory.entry);
  assert.deepEqual(bench.inTheWay(two.memory.entry), ["S1"]);
  act.answer(bench, { need_reason: "common_knowledge" });
  await settled();
  assert.deepEqual(bench.inTheWay(two.memory.entry), []);
  bench.takeUp(two.memory.entry);
  assert.deepEqual([[...bench.conflicts.keys()], bench.store.tags("S1").length], [["S1"], 1]);
  bench.resolve("S1", true);
  act.answer(bench, { need_reason: "common_knowledge" });
  await settled();
  assert.deepEqual([answersAt(desk).claim_type, bench.conflicts.size], ["plan", 0]);
});

test("the first answers of two windows can be chosen between, also when one of them was closed", async () => {
  const desk = new Desk();
  const [closed, other] = [openWindow(desk), openWindow(desk)];
  desk.faults = ["down"];
  act.answer(closed.bench, { claim_type: "event" });
  await settled();
  await answered(other.bench, { claim_type: "plan" });
  const { bench } = openWindow(desk);
  bench.takeUp(structuredClone(closed.memory.entry));
  await settled();
  assert.deepEqual([...bench.conflicts.keys()], ["S1"]);
  bench.resolve("S1", true);
  await settled();
  assert.deepEqual([answersAt(desk).claim_type, bench.conflicts.size, bench.store.tags("S1").length], ["event", 0, 1]);
});

// Old hands on new tags

test("a field that was drawn before the tag changed changes the tag as it is now", async () => {
  const { bench, desk } = openWindow();
  const drawn = hedgeOn("allegedly");
  bench.store.put("hedge", "S1", drawn);
  await settled();
  desk.change("S1", drawn.id, { hedge_type: "hearsay" });
  bench.heard("S1", structuredClone(desk.tags("S1")), desk.revision);
  act.change(bench, drawn, { sourced: true });
  act.changeSpan(bench, drawn, drawn.spans[0], at(DATA, "allegedly took"));
  await settled();
  const [tag] = desk.tags("S1");
  assert.deepEqual([tag.values.hedge_type, tag.values.sourced, tag.spans.length], ["hearsay", true, 1]);
});

test("an earlier state that was brought back is a step like any other", async () => {
  const { bench, desk } = openWindow();
  await answered(bench, { claim_type: "event" });
  await answered(bench, { claim_type: "plan" });
  desk.change("S1", desk.tags("S1")[0].id, { claim_type: "event" });
  bench.broughtBack("S1", structuredClone(desk.tags("S1")), desk.revision);
  await settled();
  const before = desk.received.length;
  assert.equal(bench.store.answers("S1").values.claim_type, "event");
  bench.store.undo();
  await settled();
  assert.deepEqual([answersAt(desk).claim_type, desk.received.length], ["plan", before + 1]);
  bench.store.undo();
  bench.store.undo();
  await settled();
  assert.deepEqual(desk.tags("S1"), []);
});

test("there is nowhere to go but to statements", () => {
  const { bench } = openWindow();
  bench.go("S2");
  for (const place of ["", "main", "S9", "constructor"]) bench.go(place);
  assert.equal(bench.place, "S2");
});
