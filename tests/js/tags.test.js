// Run with: node --test tests/js/tags.test.js
import assert from "node:assert/strict";
import test from "node:test";
import { byHand, newId, newTag, putOf, sameTag, startOf, tagOfPut, wordsOf } from "../../annotator/web/static/annotator/js/workbench/tags.js";
import { at, dataOf } from "./bench.mjs";

const DATA = dataOf();
const SPANS = [at(DATA, "The mayor said", "content"), at(DATA, "two officials", "source"), at(DATA, "said", "cue")];
const relation = (values = {}, more = {}) => newTag(DATA, "relation", { relation_kind: "assertion", ...values }, { id: "r", spans: SPANS, ...more });
const slice = (start, end) => Array.from(DATA.text.content).slice(start, end).join("");

test("a new tag has every answer of its kind, the codebook's defaults among them", () => {
  assert.deepEqual(relation().values, {
    relation_kind: "assertion", quote: "indirect", cue_stance: "neutral", polarity: "affirm", source_type: null,
    source: null, parent: null, denies: null, denied_elsewhere: false, chain: [],
  });
});

test("tags are the same by what they say, not by revision, author, order or the registry's id", () => {
  const tag = relation({ source: null }, { source_name: "Mayor" });
  assert.ok(sameTag(tag, { ...tag, values: { ...tag.values, source: "uuid" }, revision_id: "r9", origin: "imported" }));
  assert.ok(sameTag(tag, { ...tag, spans: [...SPANS].reverse(), note: undefined }));
  assert.ok(sameTag({ ...tag, source_name: "" }, { ...tag, source_name: null }));
  assert.ok(sameTag(null, undefined));
  assert.ok(!sameTag(tag, null));
  const [first] = SPANS;
  for (const other of [{ source_name: "Jones" }, { note: "n" }, { evidence: ["a-S2"] }, { spans: [first] }, { values: { ...tag.values, chain: ["AP"] } }]) {
    assert.ok(!sameTag(tag, { ...tag, ...other }), JSON.stringify(other));
  }
});

test("an answer of no and no answer differ", () => {
  const hedge = (sourced) => newTag(DATA, "hedge", { sourced });
  assert.ok(!sameTag(hedge(false), hedge(null)));
});

test("a put says the whole tag, and becomes the same tag again", () => {
  const tag = relation({ source: "uuid" }, { source_name: "Mayor", evidence: ["a-S2"], note: "n", suggestion: "s", origin: "suggestion_taken" });
  const put = putOf(null, tag);
  assert.equal(put.withdrawn, false);
  assert.equal("source" in put.values, false);
  assert.deepEqual(put.spans[0], { role: "content", start: SPANS[0].start, end: SPANS[0].end });
  const back = tagOfPut({ ...put, base: "r1", isChained: true }, slice);
  assert.ok(sameTag(tag, back));
  assert.deepEqual(back.spans, SPANS);
  assert.equal("base" in back || "isChained" in back || "withdrawn" in back, false);
});

test("withdrawing names the tag and nothing of what it said", () => {
  const { id, withdrawn, values, spans, evidence } = putOf(relation(), null);
  assert.deepEqual([id, withdrawn, values, spans, evidence], ["r", true, {}, [], []]);
});

test("a suggestion that was taken is a changed one once a person changes it", () => {
  assert.equal(byHand(relation({}, { origin: "suggestion_taken" })).origin, "suggestion_changed");
  for (const origin of ["hand", "imported", "suggestion_changed"]) assert.equal(byHand(relation({}, { origin })).origin, origin);
});

test("a tag is listed by its words and where they begin", () => {
  assert.equal(wordsOf(relation()), "two officials … said");
  assert.equal(startOf(relation()), Math.min(...SPANS.map((span) => span.start)));
  assert.equal(startOf(relation({}, { spans: [] })), Infinity);
});

test("ids are made without a secure context too", () => {
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  try {
    const ids = Array.from({ length: 50 }, newId);
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(new Set(ids).size, 50);
  } finally {
    delete crypto.randomUUID;
  }
});
