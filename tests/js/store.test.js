// Run with: node --test tests/js/store.test.js
import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "../../annotator/web/static/annotator/js/workbench/store.js";
import { newTag, withValues } from "../../annotator/web/static/annotator/js/workbench/tags.js";
import { dataOf } from "./bench.mjs";

const DATA = dataOf();
const hedge = (id, type = "epistemic") => newTag(DATA, "hedge", { hedge_type: type }, { id });
const answers = (values) => newTag(DATA, "statement", values, { id: "x" });
const types = (store) => store.tags("S1").map((tag) => tag.values.hedge_type);

test("tags of the page are laid on their statements, every answer of their kind filled in", () => {
  const tags = [{ ...hedge("h"), reference: "a-S2", values: { hedge_type: "hearsay" } }, { ...answers({}), kind: "article", reference: null }];
  const store = new Store(dataOf({ tags }));
  assert.deepEqual(store.find("S2", "h").values, { hedge_type: "hearsay", scope: null, sourced: null });
  assert.equal(store.answers("").id, "x");
  assert.equal(store.answers("S2"), null);
  assert.deepEqual(store.unsent("S2"), []);
});

test("every step can be undone and done again, in order", () => {
  const store = new Store(DATA);
  store.put("one", "S1", hedge("h"));
  store.put("two", "S1", hedge("h", "hearsay"));
  store.remove("three", "S1", store.find("S1", "h"));
  assert.deepEqual([store.undo(), store.undo()].map(({ step }) => step.name), ["three", "two"]);
  assert.deepEqual(types(store), ["epistemic"]);
  store.undo();
  assert.deepEqual(types(store), []);
  assert.equal(store.undo(), null);
  for (const name of ["one", "two", "three"]) assert.equal(store.redo().step.name, name);
  assert.equal(store.redo(), null);
  assert.deepEqual(types(store), []);
});

test("a new step ends what could be done again; one that changes nothing is none", () => {
  const store = new Store(DATA);
  store.put("one", "S1", hedge("h"));
  store.undo();
  store.put("two", "S1", hedge("i"));
  assert.equal(store.redo(), null);
  assert.equal(store.put("same", "S1", { ...hedge("i"), revision_id: "r1" }), null);
  assert.equal(store.past.length, 1);
});

test("a step over several statements and a decision is one", () => {
  const store = new Store(dataOf({ suggestions: [{ id: "s", decision: null }] }));
  const change = (place, id) => ({ place, id, before: null, after: hedge(id) });
  store.commit("all", [change("S1", "h"), change("S2", "i")], [{ id: "s", before: null, after: "accepted" }]);
  store.undo();
  assert.deepEqual([store.tags("S1"), store.tags("S2"), store.decisions.get("s")], [[], [], null]);
  store.redo();
  assert.deepEqual([store.tags("S1").length, store.tags("S2").length, store.decisions.get("s")], [1, 1, "accepted"]);
});

test("a step whose tag was changed elsewhere is left alone", () => {
  const store = new Store(DATA);
  store.put("mine", "S1", hedge("h"));
  store.yieldTo("S1", [hedge("h", "hearsay")]);
  assert.equal(store.undo().isRefused, true);
  assert.deepEqual(types(store), ["hearsay"]);
  assert.equal(store.redo(), null);
});

test("what the server says is taken over, but not over what was changed since", () => {
  const store = new Store(DATA);
  store.put("one", "S1", hedge("h"));
  store.sent.get("S1").set("h", hedge("h"));
  const before = new Map(store.sent.get("S1"));
  store.put("two", "S1", hedge("h", "hearsay"));
  const told = { ...hedge("h"), revision_id: "r1" };
  store.adopt("S1", [told, hedge("other")], before);
  assert.deepEqual(types(store), ["hearsay", "epistemic"]);
  assert.equal(store.sent.get("S1").get("h"), told);
  assert.deepEqual(store.unsent("S1").map(({ after }) => after.values.hedge_type), ["hearsay"]);
});

test("a tag goes on under the server's identity, also on the way back", () => {
  const store = new Store(DATA);
  store.put("one", "S1", answers({ claim_type: "event" }));
  store.put("two", "S1", withValues(store.find("S1", "x"), { claim_type: "plan" }));
  store.rename("x", "y");
  assert.equal(store.answers("S1").id, "y");
  store.undo();
  assert.deepEqual(store.tags("S1").map(({ id, values }) => [id, values.claim_type]), [["y", "event"]]);
  store.undo();
  assert.deepEqual(store.tags("S1"), []);
});

test("what points to a tag follows its other identity, sent, unsent and on the way back", () => {
  const store = new Store(DATA);
  const denial = newTag(DATA, "relation", { relation_kind: "assertion", polarity: "deny", denies: "x" }, { id: "d" });
  store.put("one", "S1", denial);
  store.put("two", "S1", withValues(store.find("S1", "d"), { quote: "direct", parent: "x" }));
  store.rename("x", "y");
  assert.deepEqual(store.find("S1", "d").values.parent, "y");
  store.undo();
  assert.deepEqual([store.find("S1", "d").values.denies, store.find("S1", "d").values.parent], ["y", null]);
});

test("what the server made of a tag is undone as what it was", () => {
  const store = new Store(DATA);
  const sent = { ...newTag(DATA, "relation", { relation_kind: "assertion" }), source_name: "the mayor" };
  store.put("one", "S1", sent);
  const told = { ...sent, source_name: "Mayor Jones", revision_id: "r1" };
  store.learn("S1", sent, told);
  store.yieldTo("S1", [told]);
  assert.equal(store.undo().isRefused, false);
  assert.deepEqual(store.tags("S1"), []);
  store.redo();
  assert.equal(store.find("S1", sent.id).source_name, "Mayor Jones");
});
