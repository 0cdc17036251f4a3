// Tags as plain values in the shape of the API. Nothing here changes a tag: every function returns a new one.

export const ARTICLE = "";
/** The place of tags about the article as a whole; every other place is a statement's label. */

export const LISTS = new Set(["origins", "chain"]);
export const FLAGS = new Set(["denied_elsewhere", "unsure"]);
const ONE_A_STATEMENT = new Set(["statement", "article"]);
export const LABEL_FIELDS = { relation: "relation_kind", hedge: "hedge_type", sourcing_flag: "sourcing_flag", bias_flag: "bias_flag" };

export const isOneAStatement = (kind) => ONE_A_STATEMENT.has(kind);

/** Return a new id. A desk without TLS is no secure context, in which browsers have no `randomUUID`. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Return every field of a kind of tag as it is before anybody has answered. `data` is what the page came with. */
export function unanswered(data, kind) {
  return Object.fromEntries(data.fields[kind].map((name) => [name, LISTS.has(name) ? [] : FLAGS.has(name) ? false : null]));
}

/** Return a new tag that says what the codebook's defaults say. */
export function newTag(data, kind, values = {}, more = {}) {
  return {
    id: newId(), revision_id: null, kind, values: { ...unanswered(data, kind), ...data.defaults[kind], ...values },
    source_name: null, spans: [], evidence: [], note: "", origin: "hand", suggestion: null, ...more,
  };
}

/** Return the tag with other answers, made by hand. */
export function withValues(tag, values) {
  return byHand({ ...tag, values: { ...tag.values, ...values } });
}

/** Return the tag as one that a person changed: no longer a suggestion taken as it was. */
export function byHand(tag) {
  return tag.origin === "suggestion_taken" ? { ...tag, origin: "suggestion_changed" } : tag;
}

const POINTERS = ["denies", "parent"];

/** Return the tag (or put) with one id replaced, be it its own or one that it points to; itself where it has neither. */
export function withId(tag, from, to) {
  const fields = POINTERS.filter((field) => tag?.values?.[field] === from);
  if (!tag || (tag.id !== from && !fields.length)) return tag;
  const id = tag.id === from ? to : tag.id;
  return { ...tag, id, values: { ...tag.values, ...Object.fromEntries(fields.map((field) => [field, to])) } };
}

const spanKey = (span) => [span.role, span.start, span.end].join(":");

/** Return what makes two tags say the same. The registry's id of a source follows from its name, so it is left out. */
function contentOf(tag) {
  const { source: _, ...values } = tag.values;
  const named = Object.keys(values).sort().map((name) => [name, values[name] === "" ? null : values[name]]);
  return JSON.stringify([tag.kind, named, tag.source_name || null, tag.spans.map(spanKey).sort(), tag.evidence, tag.note || ""]);
}

export function sameTag(one, other) {
  if (!one || !other) return !one && !other;
  return one === other || contentOf(one) === contentOf(other);
}

/** Return what the API is sent for a tag; `after` null withdraws what `before` was. */
export function putOf(before, after) {
  const tag = after ?? before;
  const { source: _, ...values } = tag.values;
  return {
    id: tag.id, kind: tag.kind, withdrawn: !after, values: after ? values : {}, source_name: tag.source_name ?? "",
    spans: after ? tag.spans.map(({ role, start, end }) => ({ role, start, end })) : [],
    evidence: after ? tag.evidence : [], note: tag.note ?? "", origin: tag.origin, suggestion: tag.suggestion,
  };
}

/** Return the tag that a put makes, as it stands until the server has answered. */
export function tagOfPut(put, slice) {
  const spans = put.spans.map((span) => ({ ...span, exact: slice(span.start, span.end) }));
  const { base: _, isChained: __, withdrawn: ___, ...tag } = put;
  return { ...tag, revision_id: null, spans };
}

export function spansOf(tag, role) {
  return tag.spans.filter((span) => span.role === role);
}

/** Return where a tag begins in the text; answers and flags about the whole statement come first. */
export function startOf(tag) {
  return Math.min(Infinity, ...tag.spans.map((span) => span.start));
}

/** Return the words of a tag as they are listed: its cue, its hedge, its flagged words. */
export function wordsOf(tag) {
  const spans = tag.kind === "relation" ? [...spansOf(tag, "source"), ...spansOf(tag, "cue")] : tag.spans;
  return spans.map((span) => span.exact).join(" … ");
}
