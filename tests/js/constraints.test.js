// Run with: node --test tests/js/constraints.test.js
import assert from "node:assert/strict";
import test from "node:test";
import { checkStatement, knownStatement } from "../../annotator/web/static/annotator/js/workbench/constraints.js";
import { record } from "../../annotator/web/static/annotator/js/workbench/derive.js";
import { STATEMENT, TEXT, flag, hedge, mayor, relation, statement, tagged, title, words } from "./tags.mjs";

const END = STATEMENT.end;
const QUOTATION = [words("“closed”").start, words("“closed”").end];
const NOBODY = { source_type: "unspecified" };
const NEXT = { reference: "a-S2", label: "S2", kind: "body", start: END, end: END + 9, paragraph: 0 };
const LAST = { reference: "a-S3", label: "S3", kind: "body", start: END + 9, end: END + 20, paragraph: 0 };
const BEFORE = { ...NEXT, reference: "a-S0", label: "S0", start: 0, end: 1, sourceTypes: ["media"], reliability: "B" };
const AFTER = { ...STATEMENT, start: 1, paragraph: 1 };

const check = (tags, context = {}) => checkStatement(tags, { text: TEXT, statements: [STATEMENT], ...context });
const broken = (tags, context) => check(tags, context).map(({ code, field, tag }) => [code, field, tag]);
const answers = (values, ...tags) => record(STATEMENT, [statement(values), ...tags]);

test("an untouched statement and a sound one break nothing", () => {
  assert.deepEqual(check(record(STATEMENT, [])), []);
  const sound = tagged("explicit", mayor({ quote: "mixed", content: "“closed”" }));
  assert.deepEqual(check(sound, { quotations: [QUOTATION] }), []);
});

test("a violation says its code, its field, how to mend it, and which tag", () => {
  const [{ message, ...rest }] = check(tagged("explicit", mayor({ id: "r7", quote: "mixed" })));
  const lack = "is marked mixed, but its content has no quotation marks: choose indirect.";
  assert.equal(message, `The relation with the cue “said” ${lack}`);
  assert.deepEqual(rest, { code: "C05", field: "quote", tag: "r7" });
});

test("violations come in the order of their codes, and what two tags break alike is said once", () => {
  const twins = [mayor({ quote: "none" }), mayor({ id: "r2", quote: "none" })];
  const tags = answers({ status: "explicit", need: "exempt", contested: "contested" }, ...twins);
  assert.deepEqual(broken(tags), [
    ["C03", "quote", "r1"], ["C08", "evidence", "values"], ["C13", "need_reason", "values"],
  ]);
});

test("marks that nothing explains have no tag to mend", () => {
  const attitude = relation({ relation_kind: "attitude", quote: "none" });
  assert.deepEqual(broken(tagged("citation_only", attitude), { quotations: [QUOTATION] }), [["C05", "quote", null]]);
});

test("C01: labelled words lie in their statement, and in the text", () => {
  const half = { ...STATEMENT, end: 20 };
  const [violation] = check(record(half, [title("“closed”")]));
  assert.equal(violation.message, "“closed” lies outside this statement: mark it again.");
  assert.deepEqual([violation.code, violation.field, violation.tag], ["C01", "title", "title"]);
  const upTo = (end) => ({ ...title("open"), spans: [{ role: "span", start: 3, end }] });
  assert.deepEqual(broken(record({ ...STATEMENT, end: END + 5 }, [upTo(END)])), []);
  assert.deepEqual(broken(record({ ...STATEMENT, end: END + 5 }, [upTo(END + 1)])), [["C01", "title", "title"]]);
});

test("C02: a relation has a cue unless it is carried, and content", () => {
  assert.deepEqual(broken(tagged("explicit", mayor({ cue: null }))), [["C02", "cue", "r1"]]);
  const carried = answers({ status: "carried", continues: "a-S2" }, mayor({ cue: null }));
  assert.deepEqual(broken(carried, { statements: [STATEMENT, NEXT] }), []);
  assert.deepEqual(broken(tagged("explicit", mayor({ content: null }))), [["C02", "content", "r1"]]);
});

test("C02: no word is two parts of a relation", () => {
  const [{ code, message }] = check(tagged("explicit", mayor({ content: "said the bridge" })));
  assert.equal(code, "C02");
  assert.equal(message, "The relation with the cue “said” has parts that overlap: each word is one part only.");
});

test("C02: the relation around one is on this statement or elsewhere, and not itself", () => {
  const nested = (parent) => tagged("explicit", mayor(), mayor({ id: "r2", cue: "claim", parent }));
  assert.deepEqual(broken(nested("r1")), []);
  assert.deepEqual(broken(nested("r9"), { relations: ["r9"] }), []);
  assert.deepEqual(broken(nested("r9")), [["C02", "parent", "r2"]]);
  assert.deepEqual(broken(nested("r2")), [["C02", "parent", "r2"]]);
});

test("C03: the status allows the relations", () => {
  assert.deepEqual(broken(tagged("explicit")), [["C03", "status", "values"]]);
  assert.deepEqual(broken(tagged("vague", mayor())), [["C03", "status", "values"]]);
  assert.deepEqual(broken(tagged("vague", relation(NOBODY))), []);
  assert.deepEqual(broken(tagged("unattributed", mayor())), [["C03", "status", "values"]]);
  const [violation] = check(tagged("citation_only", relation(NOBODY)));
  assert.match(violation.message, /^This statement is marked citation_only, but a relation says who says it/);
});

test("C03: type and quotation of a relation fit its source", () => {
  assert.deepEqual(broken(tagged("explicit", mayor(NOBODY))), [["C03", "source_type", "r1"]]);
  assert.deepEqual(broken(tagged("vague", relation({ source_type: "media" }))), [["C03", "source_type", "r1"]]);
  const quote = relation({ ...NOBODY, quote: "direct", content: "“closed”" });
  assert.deepEqual(broken(tagged("vague", quote)), [["C03", "quote", "r1"]]);
  assert.deepEqual(broken(tagged(null, mayor({ quote: "none" }))), []);
});

test("C03: a carried statement keeps its neighbour's type and letter", () => {
  const carried = (reliability, type) =>
    record(AFTER, [statement({ status: "carried", continues: "a-S0", reliability }), mayor({ source_type: type })]);
  const context = { statements: [BEFORE, AFTER] };
  assert.deepEqual(broken(carried("B", "media"), context), []);
  assert.deepEqual(broken(carried(null, null), context), []);
  assert.deepEqual(broken(carried("C", "document"), context), [
    ["C03", "reliability", "values"], ["C03", "source_type", "r1"],
  ]);
});

test("C04: a carried statement continues one in the same or the previous paragraph", () => {
  const carried = (continues) => record(AFTER, [statement({ status: "carried", continues })]);
  const far = { ...BEFORE, paragraph: -1 };
  assert.deepEqual(broken(carried("a-S0"), { statements: [BEFORE, AFTER] }), []);
  assert.deepEqual(broken(carried("a-S0"), { statements: [far, AFTER] }), [["C04", "continues", "values"]]);
  assert.deepEqual(broken(carried("a-S9"), { statements: [AFTER] }), [["C04", "continues", "values"]]);
  assert.match(check(carried(null))[0].message, /points nowhere/);
});

test("C04: of the later statements only the next may be continued", () => {
  const carried = (continues) => answers({ status: "carried", continues });
  const context = { statements: [STATEMENT, NEXT, LAST] };
  assert.deepEqual(broken(carried("a-S2"), context), []);
  assert.deepEqual(broken(carried("a-S3"), context), [["C04", "continues", "values"]]);
  assert.deepEqual(broken(carried("a-S1"), context), [["C04", "continues", "values"]]);
});

test("C05: quotation marks are explained by a relation, a distancing hedge or a title", () => {
  const context = { quotations: [QUOTATION] };
  const [violation] = check(tagged("unattributed"), context);
  assert.equal(
    violation.message,
    "“closed” is in quotation marks without a speaker: mark a relation, a distancing hedge or a title.",
  );
  assert.deepEqual(broken(tagged("unattributed", hedge("distancing", "closed")), context), []);
  assert.deepEqual(broken(tagged("unattributed", title("closed")), context), []);
  assert.deepEqual(broken(tagged("unattributed", hedge("hearsay", "closed")), context), [["C05", "quote", null]]);
  assert.deepEqual(broken(tagged("explicit", mayor({ cue: "closed" })), context), [["C05", "quote", null]]);
});

test("C06: an attitude sources nothing and quotes nothing", () => {
  const attitude = (values) => tagged("unattributed", relation({ relation_kind: "attitude", ...values }));
  assert.deepEqual(broken(attitude({ quote: "none" })), []);
  assert.deepEqual(broken(attitude({ source_type: "media" })), [["C06", "quote", "r1"], ["C06", "source_type", "r1"]]);
});

test("C07: a denial points to another relation, or notes that the article has none", () => {
  const denial = (values) => tagged("explicit", mayor({ polarity: "deny", ...values }));
  assert.deepEqual(broken(denial({})), [["C07", "denies", "r1"]]);
  assert.deepEqual(broken(denial({ denied_elsewhere: true })), []);
  assert.deepEqual(broken(denial({ denies: "r9" }), { relations: ["r9"] }), []);
  assert.match(check(denial({ denies: "r1" }))[0].message, /denies a relation that is gone: choose another\.$/);
});

test("C08: what is contested has evidence, which is there", () => {
  const contested = (...evidence) => record(STATEMENT, [statement({ contested: "contested" }, { evidence })]);
  assert.deepEqual(broken(contested("  ")), [["C08", "evidence", "values"]]);
  assert.deepEqual(broken(contested("Ruling of 2024", "a-S1", "b-K2"), { references: ["b-K2"] }), []);
  assert.equal(check(contested("b-K2"))[0].message, "b-K2 is no statement of this case: choose another or remove it.");
});

test("C09: a credibility of 1 has two origins", () => {
  const rated = (origins) => answers({ status: "explicit", credibility: "1", origins }, mayor());
  assert.deepEqual(broken(rated(["The mayor"])), [["C09", "credibility", "values"]]);
  assert.deepEqual(broken(rated(["Court"])), []);
});

test("C09: nobody's words have no letter but F, and a flagged link was checked", () => {
  assert.deepEqual(broken(answers({ status: "unattributed", reliability: "F" })), []);
  assert.deepEqual(broken(answers({ status: "unattributed", reliability: "B" })), [["C09", "reliability", "values"]]);
  const link = { id: "f1", kind: "sourcing_flag", values: { sourcing_flag: "link_does_not_support" }, spans: [] };
  assert.deepEqual(broken(answers({ link_check: "supports" }, link)), [["C09", "link_check", "f1"]]);
  assert.deepEqual(broken(answers({ link_check: "does_not_support" }, link)), []);
});

test("C10: contested and stated as fact is both", () => {
  const evidence = { evidence: ["Ruling"] };
  const flagged = (values) => record(STATEMENT, [statement(values, evidence), flag("unattributed_contested")]);
  const contested = { status: "unattributed", contested: "contested" };
  assert.deepEqual(broken(flagged(contested)), []);
  assert.deepEqual(broken(flagged({ ...contested, commitment: "reported" })), [
    ["C10", "bias_flag", "b-unattributed_contested"],
  ]);
  assert.deepEqual(broken(flagged({ status: "unattributed" })), [["C10", "bias_flag", "b-unattributed_contested"]]);
});

test("C11: one-sided is an accusation without a reply", () => {
  const flagged = (values) => answers(values, flag("one_sided"));
  assert.deepEqual(broken(flagged({ accused: "Iran", response: "absent" })), []);
  assert.deepEqual(broken(flagged({ accused: " ", response: "absent" })), [["C11", "bias_flag", "b-one_sided"]]);
  assert.deepEqual(broken(flagged({ accused: "Iran", response: "included" })), [["C11", "bias_flag", "b-one_sided"]]);
});

test("C13: an exemption has a reason, and only an exemption", () => {
  assert.deepEqual(broken(answers({ need: "exempt" })), [["C13", "need_reason", "values"]]);
  assert.deepEqual(broken(answers({ need_reason: "public_record" })), [["C13", "need_reason", "values"]]);
  assert.deepEqual(broken(answers({ need: "exempt", need_reason: "public_record" })), []);
});

test("C14: a key point says which body statement it repeats", () => {
  const place = { ...STATEMENT, reference: "a-K1", label: "K1", kind: "key_point" };
  const repeating = (values) => check(record(place, [statement(values)]), { statements: [place, NEXT] });
  const told = (values) => repeating(values).map(({ message }) => message);
  assert.deepEqual(told({ fidelity: "faithful", repeats: "a-S2" }), []);
  assert.deepEqual(told({ fidelity: "unsupported" }), []);
  assert.deepEqual(told({ fidelity: "weakened" }), [
    "Choose the body statement of which this is a weakened repetition.",
  ]);
  assert.deepEqual(told({ fidelity: "unsupported", repeats: "a-K1" }), [
    "What no body statement says cannot repeat a-K1: choose another answer, or remove the statement.",
    "a-K1 is no body statement of this article: choose another.",
  ]);
});

test("C14: a body statement repeats nothing", () => {
  assert.deepEqual(broken(answers({ fidelity: "faithful", repeats: "a-S1" })), [["C14", "fidelity", "values"]]);
});

test("what neighbours need to know of a statement follows from its tags", () => {
  const tags = answers({ reliability: "B" }, mayor(), mayor({ id: "r2" }));
  assert.deepEqual(knownStatement(tags), { ...STATEMENT, sourceTypes: ["described_person"], reliability: "B" });
});
