// Run with: node --test tests/js/derive.test.js
import assert from "node:assert/strict";
import test from "node:test";
import { CodePoints, compareText } from "../../annotator/web/static/annotator/js/workbench/codepoints.js";
import {
  commitment, commitmentReason, derivedFlags, effectiveCommitment, hasSource, isFinished, isFlatContested, missingCore,
  origins, orphanQuotes, record, sourcingRelations, unsourcedHedges,
} from "../../annotator/web/static/annotator/js/workbench/derive.js";
import { cited, listed } from "../../annotator/web/static/annotator/js/workbench/words.js";
import { STATEMENT, TEXT, hedge, mayor, relation, statement, tagged, words } from "./tags.mjs";

const NOBODY = { source_type: "unspecified" };
const why = (status, ...tags) => Object.values(commitmentReason(tagged(status, ...tags)));

test("words are taken by code points, so an emoji counts once", () => {
  const text = new CodePoints("a😀b");
  assert.equal(text.length, 3);
  assert.equal(text.slice(1, 3), "😀b");
  assert.equal(text.slice(2, 9), "b");
});

test("strings are sorted by code points, as the server sorts them", () => {
  assert.deepEqual(["😀", "ﬁ", "b", "", "ab", "a"].sort(compareText), ["", "a", "ab", "b", "ﬁ", "😀"]);
});

test("words are cited on one line, without their own marks, and cut when they are long", () => {
  assert.equal(cited(" “so\n called” "), "“so called”");
  assert.equal(cited("😀".repeat(60)), `“${"😀".repeat(60)}”`);
  assert.equal(cited("😀".repeat(61)), `“${"😀".repeat(57)}…”`);
  assert.deepEqual([listed([]), listed(["a"]), listed(["a", "b", "c"])], ["", "a", "a, b and c"]);
});

test("a statement without tags has the defaults and no answers", () => {
  const { id, values, relations } = record(STATEMENT, []);
  const { need, contested, link_check: linkCheck, status, origins: none, evidence } = values;
  assert.deepEqual([id, need, contested, linkCheck, status], [null, "required", "unknown", "not_checked", null]);
  assert.deepEqual([none, evidence, relations], [[], [], []]);
});

test("null and empty answers of a tag are no answers", () => {
  const { values } = record(STATEMENT, [statement({ status: "", contested: null, reliability: null })]);
  assert.deepEqual([values.status, values.contested, values.reliability], [null, "unknown", null]);
});

test("the record names its tags, with the words of a relation in the order of the text", () => {
  const second = relation({ id: "second", cue: "claim", content: "it" });
  const spans = [words("open", "content"), words("said", "cue"), words("the bridge", "content")];
  const { id, relations } = tagged("explicit", second, { ...relation({ id: "first" }), spans });
  assert.equal(id, "values");
  assert.deepEqual(relations.map((one) => one.id), ["first", "second"]);
  assert.deepEqual(relations[0].content.map((span) => span.exact), ["the bridge", "open"]);
});

test("a tag that is withdrawn, and a hedge whose words are not marked yet, say nothing", () => {
  const unmarked = { ...hedge("weasel", "critics"), spans: [] };
  const { relations, hedges } = tagged("vague", { ...mayor(), withdrawn: true }, unmarked);
  assert.deepEqual([relations, hedges], [[], []]);
});

test("attitudes and nested relations source nothing", () => {
  const attitude = mayor({ id: "r2", relation_kind: "attitude" });
  const nested = mayor({ id: "r3", parent: "r1" });
  assert.deepEqual(sourcingRelations(tagged("explicit", mayor(), attitude, nested)).map(({ id }) => id), ["r1"]);
});

test("a source is marked words, or a source of the registry", () => {
  const has = (tag) => hasSource(tagged("explicit", tag).relations[0]);
  assert.equal(has(relation({ source: "The mayor" })), true);
  assert.equal(has(relation({ name: "The mayor" })), true);
  assert.equal(has(relation({ registered: "id-of-a-source" })), true);
  assert.equal(has(relation()), false);
});

test("commitment, rule 1: an endorsing cue, before any hedge", () => {
  const [value, reason] = why("explicit", mayor({ cue_stance: "endorsing" }), hedge("hearsay", "reportedly"));
  assert.equal(value, "endorsed");
  assert.equal(reason, "The article vouches for it: the endorsing cue “said”.");
});

test("commitment, rule 1: an endorsing cue that denies, or lies inside another relation, endorses nothing", () => {
  assert.equal(why("explicit", mayor({ cue_stance: "endorsing", polarity: "deny" }))[0], "denied");
  assert.equal(why("explicit", mayor(), mayor({ id: "r2", parent: "r1", cue_stance: "endorsing" }))[0], "reported");
});

test("commitment, rule 2: hedges of hearsay and the like, and distancing cues", () => {
  const tags = [hedge("hearsay", "reportedly"), relation({ ...NOBODY, cue: "claim", cue_stance: "distancing" })];
  const [value, reason] = why("vague", ...tags);
  assert.equal(value, "distanced");
  assert.equal(
    reason, "The article keeps its distance: the hedge “reportedly” (hearsay) and the distancing cue “claim”.",
  );
  const unmarked = mayor({ cue: null, cue_stance: "distancing" });
  assert.match(why("carried", unmarked)[1], /a relation whose distancing cue is not marked\.$/);
});

test("commitment, rule 3: an attributed statement is reported", () => {
  const hedges = [hedge("expectation", "may"), hedge("hearsay", "open", { scope: "detail" })];
  assert.deepEqual(why("explicit", mayor(), ...hedges), [
    "reported", "The article reports what its source says: it is marked explicit, with the cue “said”.",
  ]);
  assert.deepEqual(why("carried"), ["reported", "The article reports what its source says: it is marked carried."]);
});

test("commitment, rule 3: denied only when every source denies it", () => {
  const denial = mayor({ polarity: "deny" });
  assert.deepEqual(why("explicit", denial), [
    "denied", "The article only reports that its source denies it: it is marked explicit, with the cue “said”.",
  ]);
  assert.equal(why("explicit", denial, mayor({ id: "r2" }))[0], "reported");
  assert.equal(why("explicit", mayor({ polarity: "decline" }))[0], "reported");
});

test("commitment, rule 4: without a source, a hedge of likelihood", () => {
  assert.deepEqual(why("citation_only", hedge("epistemic", "may")), [
    "tentative",
    "The article leaves it open in its own voice: it is marked citation only, with the hedge “may” (epistemic).",
  ]);
  assert.equal(why("vague", hedge("epistemic", "may", { scope: "detail" }))[0], "asserted");
});

test("commitment, rule 5: otherwise asserted, as is a statement without a status", () => {
  assert.deepEqual(why("unattributed", hedge("booster", "may")), [
    "asserted",
    "The article says it in its own voice: it is marked unattributed, and no words endorse, distance or weaken it.",
  ]);
  assert.match(commitmentReason(record(STATEMENT, [])).reason, /its attribution status is not set, and no words/);
});

test("an editor's override wins over what is derived, and does not change it", () => {
  const values = statement({ status: "explicit", commitment: "asserted", contested: "contested" });
  const tags = record(STATEMENT, [values, mayor()]);
  assert.deepEqual([commitment(tags), effectiveCommitment(tags)], ["reported", "asserted"]);
  assert.equal(isFlatContested(tags), true);
});

test("a contested claim is flat only in the author's voice", () => {
  const contested = (status, ...tags) => record(STATEMENT, [statement({ status, contested: "contested" }), ...tags]);
  assert.equal(isFlatContested(contested("unattributed")), true);
  assert.equal(isFlatContested(contested("explicit", mayor({ cue_stance: "endorsing" }))), true);
  assert.equal(isFlatContested(contested("explicit", mayor())), false);
  assert.equal(isFlatContested(tagged("unattributed")), false);
});

test("unsourced hedges come in the order of the text, and say who is missing", () => {
  const tags = tagged("vague", hedge("weasel", "critics"), hedge("hearsay", "reportedly"), hedge("epistemic", "may"));
  assert.deepEqual(unsourcedHedges(tags).map(({ type }) => type), ["hearsay", "weasel"]);
  assert.deepEqual(derivedFlags(tags, TEXT), [
    { flag: "unsourced_hedge", reason: "Nobody is named behind “reportedly” (hearsay) and “critics” (weasel)." },
  ]);
});

test("a hedge that is sourced, not answered yet or of a detail is not unsourced", () => {
  for (const values of [{ sourced: true }, { sourced: null }, { scope: "detail" }]) {
    assert.deepEqual(derivedFlags(tagged("vague", hedge("hearsay", "reportedly", values)), TEXT), []);
  }
});

test("quoted words that nobody speaks are an orphan quote, unless they are carried", () => {
  const quote = relation({ ...NOBODY, quote: "mixed", content: "“closed”" });
  assert.deepEqual(derivedFlags(tagged("vague", quote), TEXT), [
    { flag: "orphan_quote", reason: "Nobody is marked as the speaker of “closed”." },
  ]);
  assert.deepEqual(orphanQuotes(tagged("carried", quote), TEXT), []);
  assert.deepEqual(orphanQuotes(tagged("explicit", mayor({ quote: "mixed", content: "“closed”" })), TEXT), []);
});

test("of several pieces the quoted ones are orphans, each once, or all when none has marks", () => {
  const spans = [words("said", "cue"), words("the bridge", "content"), words("“closed”", "content")];
  const quote = { ...relation({ ...NOBODY, quote: "direct" }), spans };
  const found = (...tags) => orphanQuotes(tagged("vague", ...tags), TEXT).map(({ exact }) => exact);
  assert.deepEqual(found(quote, { ...quote, id: "r2" }), ["“closed”"]);
  assert.deepEqual(found({ ...quote, spans: spans.slice(0, 2) }), ["the bridge"]);
});

test("origins are ends of chains, names and recorded ones, without denials", () => {
  const chained = mayor({ id: "r2", chain: ["AP", "Kremlin"] });
  const denial = mayor({ id: "r3", name: "Iran", polarity: "deny" });
  const values = statement({ status: "explicit", origins: ["Kremlin", "Court", " "] });
  assert.deepEqual(origins(record(STATEMENT, [values, mayor(), chained, denial])), ["Court", "Kremlin", "The mayor"]);
});

test("an untouched statement lacks its sort and its status; what is no claim lacks nothing", () => {
  const lacks = ["Choose what sort of statement this is.", "Choose who says it: the attribution status is not set."];
  assert.deepEqual(missingCore(record(STATEMENT, [])), lacks);
  assert.deepEqual(missingCore(record(STATEMENT, [statement({ claim_type: "not_a_claim" })])), []);
});

test("an explicit statement lacks its source until it is marked, and each relation its parts", () => {
  assert.equal(isFinished(tagged("explicit", mayor())), true);
  assert.deepEqual(missingCore(tagged("explicit")), ["Mark the source, the cue and the content."]);
  assert.deepEqual(missingCore(tagged("vague")), ["Mark the cue and the content."]);
  assert.deepEqual(missingCore(tagged("explicit", mayor({ cue: null, content: null, source_type: null }))), [
    "Mark the cue of relation 1.",
    "Mark the content of relation 1.",
    "Choose the type of the source of relation 1.",
  ]);
  assert.deepEqual(missingCore(tagged("explicit", mayor(NOBODY))), [
    "Relation 1 has a source: choose its type instead of unspecified.",
  ]);
});

test("a carried statement lacks the statement it continues, and each hedge an answer", () => {
  assert.deepEqual(missingCore(tagged("carried", hedge("booster", "may", { sourced: null }))), [
    "Choose the statement whose source this one carries on.",
    "Say for each hedge and booster whether the person behind it is named.",
  ]);
});
