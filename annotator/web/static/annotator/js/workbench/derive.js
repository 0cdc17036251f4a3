// Values that follow from the tags of a statement (the server's tagging/derive.py), to be shown before it is saved.
// A test compares both sides case by case: change them together.
import { compareText } from "./codepoints.js";
import { compareSpans, isSameSpan } from "./spans.js";
import { cited, hasQuotationMarks, isBlank, listed, spoken } from "./words.js";

export { record } from "./record.js";

const DISTANCING_HEDGES = ["allegation", "hearsay", "distancing", "weasel"];
const TENTATIVE_HEDGES = ["epistemic", "expectation", "hypothetical"];
const HEDGES_THAT_NEED_A_SOURCE = ["allegation", "hearsay", "expectation", "weasel"];
const FLAT = ["asserted", "endorsed"];
const QUOTING = ["direct", "mixed"];

export const isQuoting = (relation) => QUOTING.includes(relation.quote);

export const isAttributed = (record) => ["explicit", "carried"].includes(record.values.status);

/** Return the relations that may source the statement: no attitudes, no nested ones. */
export function sourcingRelations(record) {
  return record.relations.filter((relation) => relation.kind !== "attitude" && relation.parent === null);
}

/** Say whether the relation's source is marked, or resolved from context as in carried attribution. */
export function hasSource(relation) {
  return relation.source !== null || Boolean(relation.source_name || relation.source_id);
}

/** Return how far the author stands behind the claim. */
export const commitment = (record) => commitmentReason(record).commitment;

/** Return the commitment with a sentence that says which rule and which words made it so: the first rule that fits. */
export function commitmentReason(record) {
  const outermost = record.relations.filter((relation) => relation.parent === null);
  return (
    whenEndorsed(outermost) ?? whenDistanced(record, outermost) ?? whenAttributed(record) ?? whenTentative(record) ?? {
      commitment: "asserted",
      reason: `The article says it in its own voice: ${ownVoice(record)}, and no words endorse, distance or weaken it.`,
    }
  );
}

function whenEndorsed(outermost) {
  const cues = outermost.filter((relation) => relation.polarity === "affirm" && relation.cue_stance === "endorsing");
  if (cues.length === 0) return null;
  return { commitment: "endorsed", reason: `The article vouches for it: ${listed(cues.map(calledCue))}.` };
}

function whenDistanced(record, outermost) {
  const hedges = claimHedges(record, DISTANCING_HEDGES);
  const cues = outermost.filter((relation) => relation.cue_stance === "distancing");
  const because = [...hedges.map(calledHedge), ...cues.map(calledCue)];
  if (because.length === 0) return null;
  return { commitment: "distanced", reason: `The article keeps its distance: ${listed(because)}.` };
}

function whenAttributed(record) {
  if (!isAttributed(record)) return null;
  const relations = sourcingRelations(record);
  const cues = listed(relations.filter((relation) => relation.cue).map((relation) => quoted(relation.cue)));
  const because = `it is marked ${record.values.status}${cues && `, with the cue ${cues}`}`;
  const isDenied = relations.length > 0 && relations.every((relation) => relation.polarity === "deny");
  return isDenied
    ? { commitment: "denied", reason: `The article only reports that its source denies it: ${because}.` }
    : { commitment: "reported", reason: `The article reports what its source says: ${because}.` };
}

function whenTentative(record) {
  const hedges = claimHedges(record, TENTATIVE_HEDGES);
  if (hedges.length === 0) return null;
  const because = `${ownVoice(record)}, with ${listed(hedges.map(calledHedge))}`;
  return { commitment: "tentative", reason: `The article leaves it open in its own voice: ${because}.` };
}

const claimHedges = (record, types) => record.hedges.filter((h) => h.scope === "claim" && types.includes(h.type));

const quoted = (span) => cited(span.exact ?? "…");

const calledHedge = (hedge) => `the hedge ${quoted(hedge.cue)} (${hedge.type})`;

function calledCue(relation) {
  const name = `${relation.cue_stance} cue`;
  return relation.cue ? `the ${name} ${quoted(relation.cue)}` : `a relation whose ${name} is not marked`;
}

function ownVoice(record) {
  const { status } = record.values;
  return status === null ? "its attribution status is not set" : `it is marked ${spoken(status)}`;
}

/** Return the editor's override where there is one, the derived commitment otherwise. */
export const effectiveCommitment = (record) => record.values.commitment ?? commitment(record);

/** Say whether a contested claim is stated or endorsed in the author's voice, the most serious finding. */
export function isFlatContested(record) {
  return record.values.contested === "contested" && FLAT.includes(effectiveCommitment(record));
}

/** Return the hedges whose doubt or forecast belongs to nobody, in the order of the text. */
export function unsourcedHedges(record) {
  return claimHedges(record, HEDGES_THAT_NEED_A_SOURCE)
    .filter((hedge) => hedge.sourced === false)
    .sort((one, other) => compareSpans(one.cue, other.cue) || compareText(one.id, other.id));
}

/**
 * Return the quoted content that nobody speaks: direct or mixed, no source, not carried.
 *
 * Of such content the pieces with quotation marks are returned, or every piece when no piece has marks.
 */
export function orphanQuotes(record, text) {
  if (record.values.status === "carried") return [];
  const orphans = record.relations.filter((relation) => isQuoting(relation) && !hasSource(relation));
  const spans = orphans.flatMap(({ content }) => {
    const marked = content.filter((span) => hasQuotationMarks(text.slice(span.start, span.end)));
    return marked.length > 0 ? marked : content;
  });
  return spans.sort(compareSpans).filter((span, at) => at === 0 || !isSameSpan(span, spans[at - 1]));
}

/** Return the sourcing flags that follow from the tags, each with the sentence that says why. */
export function derivedFlags(record, text) {
  const hedges = unsourcedHedges(record).map((hedge) => `${quoted(hedge.cue)} (${hedge.type})`);
  const quotes = orphanQuotes(record, text).map((span) => cited(text.slice(span.start, span.end)));
  return [
    { flag: "unsourced_hedge", reason: `Nobody is named behind ${listed(hedges)}.`, found: hedges },
    { flag: "orphan_quote", reason: `Nobody is marked as the speaker of ${listed(quotes)}.`, found: quotes },
  ].filter(({ found }) => found.length > 0).map(({ flag, reason }) => ({ flag, reason }));
}

/** Return the distinct origins that speak for the statement, sorted; a denial is none, nor is a nested relation. */
export function origins(record) {
  const affirming = sourcingRelations(record).filter((relation) => relation.polarity === "affirm");
  const ends = affirming.map((relation) => relation.chain.at(-1) ?? relation.source_name);
  const names = new Set([...ends, ...record.values.origins]);
  return [...names].filter((name) => !isBlank(name)).sort(compareText);
}

/** Say whether the required core of the statement is there. */
export const isFinished = (record) => missingCore(record).length === 0;

/** Return what the required core still lacks, one sentence each. */
export function missingCore(record) {
  const type = record.values.claim_type;
  if (type === "not_a_claim") return [];
  const first = type === null ? ["Choose what sort of statement this is."] : [];
  return [...first, ...missingInStatus(record), ...missingInHedges(record)];
}

function missingInStatus(record) {
  switch (record.values.status) {
    case null:
      return ["Choose who says it: the attribution status is not set."];
    case "carried":
      return record.values.continues ? [] : ["Choose the statement whose source this one carries on."];
    case "explicit":
    case "vague":
      return missingInRelations(record);
    default:
      return [];
  }
}

function missingInHedges(record) {
  const isOpen = record.hedges.some((hedge) => hedge.sourced === null);
  return isOpen ? ["Say for each hedge and booster whether the person behind it is named."] : [];
}

function missingInRelations(record) {
  const isExplicit = record.values.status === "explicit";
  const relations = sourcingRelations(record);
  const isThere = relations.some((relation) => (relation.source !== null) === isExplicit);
  const what = isExplicit ? "Mark the source, the cue and the content." : "Mark the cue and the content.";
  return [...(isThere ? [] : [what]), ...relations.flatMap((relation, at) => missingInRelation(relation, at + 1))];
}

function missingInRelation(relation, number) {
  const missing = [];
  if (relation.cue === null) missing.push(`Mark the cue of relation ${number}.`);
  if (relation.content.length === 0) missing.push(`Mark the content of relation ${number}.`);
  if (relation.source_type === null) {
    missing.push(`Choose the type of the source of relation ${number}.`);
  } else if (relation.source !== null && relation.source_type === "unspecified") {
    missing.push(`Relation ${number} has a source: choose its type instead of unspecified.`);
  }
  return missing;
}
