// From the tags of the API to the record that everything else is computed from (the server's tagging/reading.py).
import { compareSpans } from "./spans.js";

const UNANSWERED = {
  claim_type: null, need: "required", need_reason: null, contested: "unknown", status: null, continues: null,
  commitment: null, reliability: null, credibility: null, corroboration: null, origins: [], verifiability: null,
  link_check: "not_checked", proximity: null, accused: "", response: null, fidelity: null, repeats: null,
};
const FIRST = { start: 0, end: 1 };

/** Return what these tags say about a statement; tags that were withdrawn say nothing. */
export function record(statement, tags) {
  const current = tags.filter((tag) => !tag.withdrawn);
  const of = (kind) => inTextOrder(current.filter((tag) => tag.kind === kind));
  const answers = of("statement")[0];
  return {
    id: answers?.id ?? null,
    reference: statement.reference,
    label: statement.label,
    kind: statement.kind,
    span: { start: statement.start, end: statement.end },
    paragraph: statement.paragraph,
    values: { ...UNANSWERED, ...answered(answers?.values), evidence: answers?.evidence ?? [] },
    relations: of("relation").map(relation),
    hedges: of("hedge").filter(isMarked).map(hedge),
    sourcingFlags: of("sourcing_flag").map((tag) => ({ id: tag.id, flag: tag.values.sourcing_flag })),
    wordingFlags: of("bias_flag").filter(isMarked).map(wordingFlag),
    titles: of("title").flatMap((tag) => tag.spans.map((span) => ({ id: tag.id, span }))),
  };
}

function answered(values) {
  const isAnswer = ([, value]) => value !== null && value !== undefined && value !== "";
  return Object.fromEntries(Object.entries(values ?? {}).filter(isAnswer));
}

function relation(tag) {
  const values = answered(tag.values);
  return {
    id: tag.id,
    kind: values.relation_kind,
    source: spansOf(tag, "source")[0] ?? null,
    cue: spansOf(tag, "cue")[0] ?? null,
    content: spansOf(tag, "content"),
    quote: values.quote ?? "indirect",
    cue_stance: values.cue_stance ?? "neutral",
    polarity: values.polarity ?? "affirm",
    source_type: values.source_type ?? null,
    source_name: tag.source_name ?? "",
    source_id: values.source ?? "",
    parent: values.parent ?? null,
    denies: values.denies ?? null,
    denied_elsewhere: values.denied_elsewhere ?? false,
    chain: values.chain ?? [],
  };
}

function hedge(tag) {
  const { hedge_type: type, scope = "claim", sourced = null } = answered(tag.values);
  return { id: tag.id, type, cue: tag.spans[0], scope, sourced };
}

function wordingFlag(tag) {
  const { bias_flag: flag, unsure = false, reason = "" } = answered(tag.values);
  return { id: tag.id, flag, span: tag.spans[0], unsure, reason };
}

// The server refuses a hedge or a flag without words, so until they are marked it says nothing.
const isMarked = (tag) => tag.spans.length > 0;

const spansOf = (tag, role) => tag.spans.filter((span) => span.role === role).sort(compareSpans);

/** Return the tags by their first words; those of one place stay as they are. */
function inTextOrder(tags) {
  const place = (tag) => [...tag.spans].sort(compareSpans)[0] ?? FIRST;
  return [...tags].sort((one, other) => compareSpans(place(one), place(other)));
}
