// The constraints of the codebook as checks on one statement (the server's tagging/constraints.py), before it is saved.
// Codes, fields and messages are those of the server, letter for letter; a test compares them, so change both together.
// Only the server knows who made a tag and what it said before, so C15 and C16 are checked there alone.
import { compareText } from "./codepoints.js";
import { effectiveCommitment, hasSource, isQuoting, origins, sourcingRelations } from "./derive.js";
import { contains, isSameSpan, overlaps } from "./spans.js";
import { cited, hasQuotationMarks, isBlank } from "./words.js";

const STATEMENT_REFERENCE = /^[a-z0-9][a-z0-9_-]*-[HKSC][0-9]+$/;
const REPEATING = ["headline", "key_point"];
const ATTITUDES_ONLY = ["unattributed", "citation_only"];
const NO_RECOVERABLE_SOURCE = ["unattributed", "vague"];

/**
 * Return every broken constraint of the statement, in the order of their codes: {code, field, message, tag}.
 *
 * `tag` is the id of the tag to mend, null for marks that no tag explains; what two tags break alike is said once, with
 * the first of them. `context` has the `text` as CodePoints, the text's `statements`, the `quotations` as
 * [start, end] with their marks, the `references` of other articles of the case and the ids of `relations` elsewhere.
 */
export function checkStatement(record, context) {
  const around = prepared(context);
  const found = new Map();
  for (const check of CHECKS) {
    for (const violation of check(record, around)) {
      const key = JSON.stringify([violation.code, violation.field, violation.message]);
      if (!found.has(key)) found.set(key, violation);
    }
  }
  return [...found.values()].sort(compareViolations);
}

/** Return what the constraints of its neighbours need to know about a statement: an entry of `context.statements`. */
export function knownStatement(record) {
  const { reference, label, kind, span, paragraph, values } = record;
  const sourceTypes = [...sourceTypesOf(record)];
  return { reference, label, kind, ...span, paragraph, sourceTypes, reliability: values.reliability };
}

function prepared({ text, statements = [], quotations = [], references = [], relations = [] }) {
  return {
    text,
    statements,
    quotations: quotations.map(([start, end]) => ({ start, end })),
    references: new Set(references),
    relations: new Set(relations),
    find: (reference) => statements.find((known) => known.reference === reference) ?? null,
  };
}

const broken = (code, field, message, tag) => ({ code, field, message, tag });

const compareViolations = (one, other) =>
  ["code", "field", "message"].map((part) => compareText(one[part], other[part])).find(Boolean) ?? 0;

const wordsOf = (span, text) => cited(text.slice(span.start, span.end));

function called(relation, text) {
  return relation.cue === null
    ? "The relation without a cue"
    : `The relation with the cue ${wordsOf(relation.cue, text)}`;
}

const piecesOf = ({ source, cue, content }) => [source, cue, ...content].filter((span) => span !== null);

const sourceTypesOf = (record) => new Set(sourcingRelations(record).map((r) => r.source_type).filter(Boolean));

/** Say whether the id is that of another relation, of this statement or elsewhere. */
function isKnownRelation(id, relation, record, context) {
  return id !== relation.id && (context.relations.has(id) || record.relations.some((other) => other.id === id));
}

function labelledSpans(record) {
  return [
    ...record.relations.flatMap((relation) => piecesOf(relation).map((span) => ["relation", span, relation.id])),
    ...record.hedges.map((hedge) => ["hedge", hedge.cue, hedge.id]),
    ...record.wordingFlags.map((flag) => ["bias_flag", flag.span, flag.id]),
    ...record.titles.map((title) => ["title", title.span, title.id]),
  ];
}

/** C01: labelled words lie in their statement. */
function* checkSpans(record, { text }) {
  for (const [field, span, tag] of labelledSpans(record)) {
    if (contains(record.span, span) && span.end <= text.length) continue;
    yield broken("C01", field, `${wordsOf(span, text)} lies outside this statement: mark it again.`, tag);
  }
}

/** C02: one cue (optional when carried), at least one content span, and no two parts of a relation overlap. */
function* checkParts(record, context) {
  for (const relation of record.relations) {
    const name = called(relation, context.text);
    if (relation.cue === null && record.values.status !== "carried") {
      const message = "A relation has no cue: mark the words that say somebody says it.";
      yield broken("C02", "cue", message, relation.id);
    }
    if (relation.content.length === 0) {
      yield broken("C02", "content", `${name} has no content: mark what is said.`, relation.id);
    }
    const pieces = piecesOf(relation);
    if (pieces.some((one, at) => pieces.slice(at + 1).some((other) => overlaps(one, other)))) {
      yield broken("C02", "content", `${name} has parts that overlap: each word is one part only.`, relation.id);
    }
    if (relation.parent !== null && !isKnownRelation(relation.parent, relation, record, context)) {
      yield broken("C02", "parent", `${name} lies inside a relation that is gone: choose another.`, relation.id);
    }
  }
}

/** C03: the relations are those that the status allows. */
function* checkStatus(record) {
  const { status } = record.values;
  const relations = sourcingRelations(record);
  if (status === "explicit" && !relations.some((relation) => relation.source !== null)) {
    const message = "no relation names a source: mark who says it, or choose another status.";
    yield broken("C03", "status", `This statement is marked explicit, but ${message}`, record.id);
  }
  if (status === "vague" && relations.every(hasSource)) {
    const message = "mark the cue that nobody is behind, or choose another status.";
    const lack = "no relation stands without a source";
    yield broken("C03", "status", `This statement is marked vague, but ${lack}: ${message}`, record.id);
  }
  if (ATTITUDES_ONLY.includes(status) && record.relations.some((relation) => relation.kind !== "attitude")) {
    const message = `This statement is marked ${status}, but a relation says who says it: choose another status`;
    yield broken("C03", "status", `${message}, or mark the relation as an attitude.`, record.id);
  }
}

/** C03: source type and quotation of each relation are those that the status allows. */
function* checkCombinations(record, { text }) {
  const { status } = record.values;
  if (status === null) return;
  for (const relation of record.relations.filter(({ kind }) => kind !== "attitude")) {
    const name = called(relation, text);
    yield* checkSourceType(relation, name, status === "carried");
    if (relation.quote === "none") {
      const message = `${name} is no attitude: choose direct, mixed or indirect as its quotation.`;
      yield broken("C03", "quote", message, relation.id);
    }
    if (status === "vague" && !hasSource(relation) && relation.quote === "direct") {
      const message = `${name} quotes nobody: choose indirect or mixed, or mark the speaker.`;
      yield broken("C03", "quote", message, relation.id);
    }
  }
}

function* checkSourceType(relation, name, isCarried) {
  const isUnspecified = relation.source_type === "unspecified";
  if (hasSource(relation) && isUnspecified) {
    const message = `${name} has a source: choose its type instead of unspecified.`;
    yield broken("C03", "source_type", message, relation.id);
  }
  if (!hasSource(relation) && !isCarried && relation.source_type !== null && !isUnspecified) {
    const message = `${name} has no source: choose unspecified as its type, or mark the source.`;
    yield broken("C03", "source_type", message, relation.id);
  }
}

/** C03: a carried statement keeps the source type and the reliability of the statement that it continues. */
function* checkNeighbour(record, context) {
  const { status, continues, reliability } = record.values;
  const neighbour = context.find(continues);
  if (status !== "carried" || neighbour === null) return;
  const known = neighbour.sourceTypes ?? [];
  const stray = sourcingRelations(record).find((r) => r.source_type !== null && !known.includes(r.source_type));
  if (known.length > 0 && stray) {
    const message = `${neighbour.label}, whose source it carries on, has another type of source: use that type.`;
    yield broken("C03", "source_type", `This statement differs from ${message}`, stray.id);
  }
  if (reliability && neighbour.reliability && reliability !== neighbour.reliability) {
    const message = `rated ${neighbour.reliability} in ${neighbour.label}: give it the same letter here.`;
    yield broken("C03", "reliability", `The source that is carried on is ${message}`, record.id);
  }
}

/** C04: a carried statement points to a neighbour in the same or the previous paragraph. */
function* checkCarried(record, context) {
  const { status, continues } = record.values;
  if (status !== "carried") return;
  if (!continues) {
    const message = "say which statement's source it carries on, or choose another status.";
    yield broken("C04", "continues", `This statement is marked carried, but points nowhere: ${message}`, record.id);
  } else if (!mayContinue(record, context)) {
    const message = "an earlier or neighbouring statement in the same or the previous paragraph.";
    yield broken("C04", "continues", `A source can only be carried on from ${message}`, record.id);
  }
}

function mayContinue(record, context) {
  const target = context.find(record.values.continues);
  if (target === null || target.reference === record.reference || target.kind !== record.kind) return false;
  const isBetween = ({ start }) => record.span.end <= start && start < target.start;
  const isNear = target.start < record.span.start || !context.statements.some(isBetween);
  return isNear && [0, 1].includes(record.paragraph - target.paragraph);
}

/** C05: quoting relations hold quotation marks, and no pair of marks stays unexplained. */
function* checkQuotes(record, { text, quotations }) {
  for (const relation of record.relations.filter(isQuoting)) {
    const isQuoted = relation.content.some(
      (piece) => hasQuotationMarks(text.slice(piece.start, piece.end)) || quotations.some((q) => overlaps(q, piece)),
    );
    if (isQuoted) continue;
    const message = `is marked ${relation.quote}, but its content has no quotation marks: choose indirect.`;
    yield broken("C05", "quote", `${called(relation, text)} ${message}`, relation.id);
  }
  if (record.values.status === null) return;
  const covered = spansThatExplainQuotes(record);
  for (const quotation of quotations.filter((q) => contains(record.span, q))) {
    if (covered.some((span) => overlaps(quotation, span))) continue;
    const message = "is in quotation marks without a speaker: mark a relation, a distancing hedge or a title.";
    yield broken("C05", "quote", `${wordsOf(quotation, text)} ${message}`, null);
  }
}

function spansThatExplainQuotes({ relations, hedges, titles }) {
  const isNoCue = ({ cue }) => (span) => cue === null || !isSameSpan(span, cue);
  return [
    ...relations.flatMap((relation) => piecesOf(relation).filter(isNoCue(relation))),
    ...hedges.filter((hedge) => hedge.type === "distancing").map((hedge) => hedge.cue),
    ...titles.map((title) => title.span),
  ];
}

/** C06: an attitude has no source type and quotes nothing. */
function* checkAttitudes(record, { text }) {
  for (const relation of record.relations.filter(({ kind }) => kind === "attitude")) {
    const name = called(relation, text);
    if (relation.source_type !== null) {
      const message = `${name} is an attitude and sources nothing: clear its type.`;
      yield broken("C06", "source_type", message, relation.id);
    }
    if (relation.quote !== "none") {
      yield broken("C06", "quote", `${name} is an attitude: choose none as its quotation.`, relation.id);
    }
  }
}

/** C07: a denial points to what it denies, or notes that the article does not say it. */
function* checkDenials(record, context) {
  for (const relation of record.relations) {
    const name = called(relation, context.text);
    const { polarity, denies } = relation;
    if (denies !== null && !isKnownRelation(denies, relation, record, context)) {
      yield broken("C07", "denies", `${name} denies a relation that is gone: choose another.`, relation.id);
    } else if (polarity === "deny" && denies === null && !relation.denied_elsewhere) {
      const message = "denies something: choose the relation it denies, or note that it is not in the article.";
      yield broken("C07", "denies", `${name} ${message}`, relation.id);
    }
  }
}

/** C08: what is called contested has evidence of the dispute on record. */
function* checkEvidence(record, { statements, references }) {
  const evidence = record.values.evidence.filter((item) => !isBlank(item));
  if (record.values.contested === "contested" && evidence.length === 0) {
    const message = "point to the statement or document that disputes it, or choose unknown.";
    yield broken("C08", "evidence", `This statement is marked contested without evidence: ${message}`, record.id);
  }
  const known = new Set([...references, ...statements.map(({ reference }) => reference), record.reference]);
  for (const item of evidence) {
    if (!STATEMENT_REFERENCE.test(item) || known.has(item)) continue;
    const message = `${item} is no statement of this case: choose another or remove it.`;
    yield broken("C08", "evidence", message, record.id);
  }
}

/** C09: a 1 needs two origins, a source that nobody named has no letter, a flagged link was checked. */
function* checkRatings(record) {
  const { credibility, status, reliability, link_check: linkCheck } = record.values;
  if (credibility === "1" && origins(record).length < 2) {
    const message = "record a second origin, or choose another number.";
    yield broken("C09", "credibility", `Credibility 1 needs two origins on record: ${message}`, record.id);
  }
  if (NO_RECOVERABLE_SOURCE.includes(status) && ![null, "F"].includes(reliability)) {
    const message = "leave the letter empty or choose F.";
    yield broken("C09", "reliability", `This statement names no source that could be rated: ${message}`, record.id);
  }
  const flag = record.sourcingFlags.find((one) => one.flag === "link_does_not_support");
  if (flag && linkCheck !== "does_not_support") {
    const message = "does not support the statement: set the link check to “does not support”, or remove the flag.";
    yield broken("C09", "link_check", `The flag says that the link ${message}`, flag.id);
  }
}

/** C10 and C11: the two flags that follow from other answers fit those answers. */
function* checkFlags(record) {
  const { contested, accused, response } = record.values;
  const flagged = (name) => record.wordingFlags.find(({ flag }) => flag === name);
  const asFact = flagged("unattributed_contested");
  if (asFact && !(effectiveCommitment(record) === "asserted" && contested === "contested")) {
    const message = "needs a contested claim in the author's voice: mark it contested, or remove the flag.";
    yield broken("C10", "bias_flag", `The flag “contested and stated as fact” ${message}`, asFact.id);
  }
  const oneSided = flagged("one_sided");
  if (oneSided && (isBlank(accused) || response !== "absent")) {
    const message = "needs an accusation without a reply: name the accused and set the reply to absent, or remove it.";
    yield broken("C11", "bias_flag", `The flag one-sided ${message}`, oneSided.id);
  }
}

/** C13: an exemption has a reason, and only an exemption has one. */
function* checkNeed(record) {
  const { need, need_reason: reason } = record.values;
  if (need === "exempt" && reason === null) {
    const message = "This statement is marked exempt: say why it needs no source.";
    yield broken("C13", "need_reason", message, record.id);
  }
  if (need !== "exempt" && reason !== null) {
    const message = "Only an exempt statement has a reason: mark the statement exempt, or remove the reason.";
    yield broken("C13", "need_reason", message, record.id);
  }
}

/** C14: a headline or key point that repeats the body says which statement, and nothing else repeats one. */
function* checkFidelity(record, context) {
  const { fidelity, repeats } = record.values;
  if (!REPEATING.includes(record.kind)) {
    if (fidelity === null && repeats === null) return;
    const message = "Only a headline or key point repeats the body: clear this answer.";
    yield broken("C14", "fidelity", message, record.id);
  } else if (repeats === null) {
    if (fidelity === null || fidelity === "unsupported") return;
    const message = `Choose the body statement of which this is a ${fidelity} repetition.`;
    yield broken("C14", "repeats", message, record.id);
  } else {
    yield* checkRepeated(record, context.find(repeats));
  }
}

function* checkRepeated(record, target) {
  const { fidelity, repeats } = record.values;
  if (target?.kind !== "body") {
    const message = `${repeats} is no body statement of this article: choose another.`;
    yield broken("C14", "repeats", message, record.id);
  }
  if (fidelity === "unsupported") {
    const message = "choose another answer, or remove the statement.";
    yield broken("C14", "repeats", `What no body statement says cannot repeat ${repeats}: ${message}`, record.id);
  }
}

const CHECKS = [
  checkSpans, checkParts, checkStatus, checkCombinations, checkNeighbour, checkCarried, checkQuotes, checkAttitudes,
  checkDenials, checkEvidence, checkRatings, checkFlags, checkNeed, checkFidelity,
];
