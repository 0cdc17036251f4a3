// Run with: node --test tests/js/actions.test.js
import assert from "node:assert/strict";
import test from "node:test";
import * as act from "../../annotator/web/static/annotator/js/workbench/actions.js";
import { newTag } from "../../annotator/web/static/annotator/js/workbench/tags.js";
import { at, dataOf, openWindow, suggestion } from "./bench.mjs";

/** Return the workbench of an article; nothing that it does leaves the browser here. */
function benchOf(more = {}) {
  const { bench, data } = openWindow(undefined, dataOf(more));
  return { bench, data, span: (exact, role) => at(data, exact, role) };
}

const valuesOf = (bench, place = "S1") => bench.store.answers(place).values;

/** Select words of the current statement and mark them as parts of one relation. */
function mark(bench, span, ...parts) {
  for (const [role, exact] of parts) {
    bench.select(span(exact));
    act.markPart(bench, role);
  }
  return bench.focusedTag();
}

test("an answer that was given already is taken back by the same key", () => {
  const { bench } = benchOf();
  act.chooseAnswer(bench, "claim_type", "event");
  assert.equal(valuesOf(bench).claim_type, "event");
  act.chooseAnswer(bench, "claim_type", "event");
  assert.equal(valuesOf(bench).claim_type, null);
});

test("what no longer fits an answer is cleared with it, in one step", () => {
  const { bench } = benchOf();
  act.answer(bench, { need_reason: "common_knowledge" });
  assert.equal(valuesOf(bench).need, "exempt");
  act.answer(bench, { need: "required" });
  assert.equal(valuesOf(bench).need_reason, null);
  act.answer(bench, { contested: "contested", evidence: ["a-S2"] });
  act.answer(bench, { contested: "unknown" });
  assert.deepEqual(bench.store.answers("S1").evidence, []);
  act.answer(bench, { fidelity: "exact", repeats: "a-S2" });
  act.answer(bench, { fidelity: "unsupported" });
  assert.equal(valuesOf(bench).repeats, null);
  act.answer(bench, { reliability: "B" });
  act.answer(bench, { status: "unattributed" });
  assert.equal(valuesOf(bench).reliability, null);
  bench.store.undo();
  assert.equal(valuesOf(bench).reliability, "B");
});

test("a carried statement carries on from the one before it, unless another was chosen", () => {
  const { bench } = benchOf();
  bench.go("S3");
  act.answer(bench, { status: "carried" });
  assert.equal(valuesOf(bench, "S3").continues, "a-S2");
  act.answer(bench, { continues: "a-S1" });
  act.answer(bench, { status: "carried" });
  assert.equal(valuesOf(bench, "S3").continues, "a-S1");
  act.answer(bench, { status: "explicit" });
  assert.equal(valuesOf(bench, "S3").continues, null);
  bench.go("S1");
  act.answer(bench, { status: "carried" });
  assert.equal(valuesOf(bench, "S1").continues, null);
});

test("the quotation is guessed from its marks until somebody chooses otherwise", () => {
  const { bench, span } = benchOf();
  bench.go("S2");
  assert.equal(mark(bench, span, ["cue", "said it"], ["content", "“closed”"]).values.quote, "direct");
  assert.equal(mark(bench, span, ["content", "is “closed”"]).values.quote, "mixed");
  assert.equal(mark(bench, span, ["content", "is"]).values.quote, "indirect");
  act.change(bench, bench.focusedTag(), { quote: "mixed" });
  assert.equal(mark(bench, span, ["content", "“closed”"]).values.quote, "mixed");
});

test("a part that is marked again moves; pieces of content stand side by side", () => {
  const { bench, span } = benchOf();
  const tag = mark(bench, span, ["cue", "said"], ["source", "two"], ["content", "The mayor"], ["source", "two officials"], ["content", "took bribes"]);
  assert.deepEqual(tag.spans.map(({ role, exact }) => [role, exact]), [
    ["content", "The mayor"], ["content", "took bribes"], ["source", "two officials"], ["cue", "said"],
  ]);
  assert.equal(bench.store.tags("S1").length, 1);
});

test("a source that the article named before comes with its type and its name", () => {
  const { bench, span } = benchOf();
  const first = mark(bench, span, ["cue", "said."], ["content", "took bribes"], ["source", "The mayor"]);
  act.change(bench, first, { source_type: "named_person" });
  assert.equal(bench.focusedTag().source_name, "The mayor");
  act.change(bench, bench.focusedTag(), {}, { source_name: "Mayor Jones" });
  bench.go("S2", null);
  const start = bench.statements.get("S2").start;
  bench.select({ start, end: start + 9 });
  act.markPart(bench, "source");
  const again = bench.focusedTag();
  assert.deepEqual([again.source_name, again.values.source_type], ["Mayor Jones", "named_person"]);
  assert.deepEqual(act.sourcesOf(bench), [{ name: "Mayor Jones", type: "named_person", uses: 2 }]);
});

test("an attitude sources nothing, and what it was comes back with another kind", () => {
  const { bench, span } = benchOf();
  bench.go("S2");
  const tag = mark(bench, span, ["cue", "said it"], ["content", "“closed”"]);
  act.change(bench, tag, { source_type: "collective" });
  act.change(bench, bench.focusedTag(), { relation_kind: "attitude" });
  assert.deepEqual([bench.focusedTag().values.quote, bench.focusedTag().values.source_type], ["none", null]);
  act.change(bench, bench.focusedTag(), { relation_kind: "assertion" });
  assert.equal(bench.focusedTag().values.quote, "direct");
});

test("the same mark on the same words is turned to, not doubled", () => {
  const { bench, span } = benchOf();
  for (let time = 0; time < 2; time += 1) {
    bench.select(span("allegedly"));
    act.chooseAnswer(bench, "hedge_type", "allegation");
  }
  assert.equal(bench.store.tags("S1").length, 1);
  assert.equal(bench.focusedTag().values.hedge_type, "allegation");
  act.chooseAnswer(bench, "hedge_type", "hearsay");
  assert.equal(bench.focusedTag().values.hedge_type, "hearsay");
});

test("a relation without any words left is withdrawn", () => {
  const { bench, span } = benchOf();
  const tag = mark(bench, span, ["cue", "said"]);
  act.removeSpan(bench, tag, tag.spans[0]);
  assert.deepEqual(bench.store.tags("S1"), []);
});

const SAID = (data, id, polarity, cue, content, more = {}) => suggestion(id, "relation", "assertion", [at(data, content, "content"), at(data, cue, "cue")],
  { values: { relation_kind: "assertion", polarity, source_type: "collective" }, source_name: "two officials", ...more });

test("several suggestions are accepted as one step; a denial denies the relation before it", () => {
  const data = dataOf();
  const suggestions = [
    SAID(data, "deny", "deny", "officials", "said"),
    SAID(data, "affirm", "affirm", "allegedly", "took bribes"),
    suggestion("hedge", "hedge", "allegation", [at(data, "allegedly", "cue")], { values: { hedge_type: "allegation" } }),
    suggestion("one", "statement", "event", [at(data, "took")], { values: { claim_type: "event" } }),
    suggestion("two", "statement", "explicit", [at(data, "bribes")], { values: { status: "explicit" } }),
  ];
  const { bench } = benchOf({ suggestions });
  act.accept(bench, bench.open("S1"));
  const relations = bench.store.tags("S1").filter((tag) => tag.kind === "relation");
  const [affirm, deny] = ["affirm", "deny"].map((polarity) => relations.find((tag) => tag.values.polarity === polarity));
  assert.equal(deny.values.denies, affirm.id);
  assert.deepEqual([valuesOf(bench).claim_type, valuesOf(bench).status], ["event", "explicit"]);
  assert.deepEqual(bench.store.tags("S1").map((tag) => tag.origin), Array(4).fill("suggestion_taken"));
  assert.equal(bench.open("S1").length, 0);
  assert.equal(bench.store.past.length, 1);
  bench.store.undo();
  assert.deepEqual([bench.store.tags("S1"), bench.open("S1").length], [[], 5]);
});

test("a suggestion that a tag says already is laid on that tag", () => {
  const data = dataOf();
  const offered = suggestion("s", "hedge", "allegation", [at(data, "allegedly", "cue")], { values: { hedge_type: "allegation", sourced: true } });
  const own = newTag(data, "hedge", { hedge_type: "allegation", scope: "detail" }, { id: "h", spans: [at(data, "allegedly", "cue")], reference: "a-S1" });
  const { bench } = benchOf({ suggestions: [offered], tags: [own] });
  act.accept(bench, offered);
  const [tag, ...others] = bench.store.tags("S1");
  assert.deepEqual(others, []);
  assert.deepEqual([tag.id, tag.values.scope, tag.values.sourced, tag.suggestion], ["h", "detail", true, "s"]);
});

test("a suggestion that is accepted with another answer was changed", () => {
  const data = dataOf();
  const offered = suggestion("s", "hedge", "allegation", [at(data, "allegedly", "cue")], { values: { hedge_type: "allegation" } });
  const { bench } = benchOf({ suggestions: [offered] });
  bench.focus({ type: "suggestion", id: "s" });
  act.chooseAnswer(bench, "hedge_type", "hearsay");
  const [tag] = bench.store.tags("S1");
  assert.deepEqual([tag.values.hedge_type, tag.origin, bench.store.decisions.get("s")], ["hearsay", "suggestion_changed", "changed"]);
});

test("rejecting and reopening are steps", () => {
  const data = dataOf();
  const offered = suggestion("s", "hedge", "allegation", [at(data, "allegedly", "cue")]);
  const { bench } = benchOf({ suggestions: [offered] });
  act.reject(bench, offered);
  act.reopen(bench, offered);
  assert.equal(bench.store.decisions.get("s"), null);
  bench.store.undo();
  assert.equal(bench.store.decisions.get("s"), "rejected");
});

test("a flag about the whole statement is switched on and off", () => {
  const { bench } = benchOf();
  act.toggleFlag(bench, "link_missing");
  assert.deepEqual(bench.store.tags("S1").map((tag) => tag.values.sourcing_flag), ["link_missing"]);
  act.toggleFlag(bench, "link_missing");
  assert.deepEqual(bench.store.tags("S1"), []);
});

test("without selected words nothing is marked, and that is said", () => {
  const { bench } = benchOf();
  const said = [];
  bench.addEventListener("said", ({ detail }) => said.push(detail.words));
  act.chooseAnswer(bench, "hedge_type", "hearsay");
  act.markPart(bench, "cue");
  assert.equal(bench.store.past.length, 0);
  assert.equal(said.length, 2);
});
