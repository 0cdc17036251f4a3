// What a person does to the tags of the current statement. Each function makes one step that can be taken back.
import { compareSpans, isSameSpan, overlaps } from "./spans.js";
import { ARTICLE, LABEL_FIELDS, byHand, newTag, spansOf, withValues } from "./tags.js";
import { QUOTATION_MARKS, hasQuotationMarks } from "./words.js";

const LONGEST_NAME = 200;
const WHOLE_QUOTE = new RegExp(`^[${QUOTATION_MARKS}].*[${QUOTATION_MARKS}]$`, "su");

/** Put answers of the current statement (or the article). What no longer fits the new answer is cleared with it. */
export function answer(bench, values, place = bench.place) {
  const before = bench.store.answers(place);
  const tag = before ?? newTag(bench.data, place === ARTICLE ? "article" : "statement");
  const all = { ...values, ...consequences(bench, place, tag, values) };
  const { evidence = tag.evidence, note = tag.note, ...answers } = all;
  const name = Object.entries(values).map(([field, value]) => named(bench, field, value)).join(", ");
  return bench.store.put(`${place} ${name}`.trim(), place, { ...withValues(tag, answers), evidence, note });
}

function named(bench, field, value) {
  if (value === null || value === "") return `${bench.fieldName(field)} cleared`;
  return bench.label(field, value) ? `${bench.fieldName(field)}: ${bench.name(field, value)}` : bench.fieldName(field);
}

function consequences(bench, place, tag, values) {
  const found = {};
  if (values.need && values.need !== "exempt") found.need_reason = null;
  if (values.need_reason) found.need = "exempt";
  if (values.status) found.continues = values.status === "carried" ? (tag.values.continues ?? neighbour(bench, place)) : null;
  if (values.fidelity === "unsupported" || values.fidelity === null) found.repeats = null;
  if (values.contested && values.contested !== "contested") found.evidence = [];
  if (["unattributed", "vague"].includes(values.status) && !["F", null].includes(tag.values.reliability)) found.reliability = null;
  return found;
}

/** Return the statement before in the same or the previous paragraph: whose source a carried statement most likely has. */
function neighbour(bench, place) {
  const before = bench.statements.get(bench.labels[bench.labels.indexOf(place) - 1]);
  const own = bench.statements.get(place);
  const isNear = before && before.kind === own.kind && own.paragraph - before.paragraph <= 1;
  return isNear ? before.reference : null;
}

/** Take one of the keys that stand for an answer: a statement's own answer, or the type of a hedge. */
export function chooseAnswer(bench, field, value) {
  if (field === "hedge_type") return hedge(bench, value);
  const current = bench.store.answers(bench.place)?.values[field];
  return answer(bench, { [field]: current === value ? null : value });
}

function hedge(bench, type) {
  if (bench.selection) return addOnWords(bench, "hedge", { hedge_type: type });
  const tag = bench.focusedTag();
  if (tag?.kind === "hedge") return change(bench, tag, { hedge_type: type });
  const offered = bench.focusedSuggestion();
  if (offered?.kind === "hedge") return accept(bench, offered, { hedge_type: type });
  bench.say("Select the words first: arrow keys, with Shift for more words.");
  return null;
}

/** Add a tag of one span on the selected words, or turn to the one that says this of them already. */
export function addOnWords(bench, kind, values) {
  const span = selected(bench, kind === "hedge" ? "cue" : "span");
  if (!span) return null;
  const same = bench.store.tags(bench.place).find((tag) => tag.kind === kind && isOn(tag, span) && isLabelled(tag, kind, values));
  if (same) {
    bench.focus({ type: "tag", id: same.id });
    return null;
  }
  const tag = newTag(bench.data, kind, values, { spans: [span] });
  const step = bench.store.put(`${bench.itemName(tag)} on “${span.exact}”`, bench.place, tag);
  bench.selection = null;
  bench.focus({ type: "tag", id: tag.id });
  return step;
}

const isOn = (tag, span) => tag.spans.some((one) => isSameSpan(one, span));
const isLabelled = (tag, kind, values) => !LABEL_FIELDS[kind] || tag.values[LABEL_FIELDS[kind]] === values[LABEL_FIELDS[kind]];

function selected(bench, role) {
  if (!bench.selection) {
    bench.say("Select the words first: arrow keys, with Shift for more words.");
    return null;
  }
  const { start, end } = bench.selection;
  return { role, start, end, exact: bench.words({ start, end }) };
}

/** Mark the selected words as a part of the focused relation, or begin a relation with them. */
export function markPart(bench, role) {
  if (role === "title") return addOnWords(bench, "title", {});
  const span = selected(bench, role);
  if (!span) return null;
  const focused = bench.focusedTag();
  const before = focused?.kind === "relation" ? focused : null;
  const tag = before ?? newTag(bench.data, "relation", { relation_kind: "assertion" });
  const after = withDefaults(bench, before, withPart(tag, span));
  const step = bench.store.put(`${bench.data.names.roles[role]} “${span.exact}”`, bench.place, after);
  bench.selection = null;
  bench.focus({ type: "tag", id: after.id });
  return step;
}

function withPart(tag, span) {
  const isKept = (other) => other.role !== span.role || (span.role === "content" && !overlaps(other, span));
  return byHand({ ...tag, spans: [...tag.spans.filter(isKept), span].sort(compareSpans) });
}

/** Fill in what follows from the words: the quotation from its marks, the source from where it was named before. */
function withDefaults(bench, before, tag) {
  const values = {};
  const content = spansOf(tag, "content").map((span) => span.exact.trim());
  const isAttitude = tag.values.relation_kind === "attitude";
  const wasGuessed = !before || before.values.quote === guessedQuote(spansOf(before, "content").map((span) => span.exact.trim()));
  if (content.length && !isAttitude && wasGuessed) values.quote = guessedQuote(content);
  const [source] = spansOf(tag, "source");
  const old = before ? spansOf(before, "source")[0] : null;
  if (!source || (old && old.exact === source.exact)) return { ...tag, values: { ...tag.values, ...values } };
  const known = isAttitude ? null : knownSource(bench, source.exact);
  if (known) values.source_type = tag.values.source_type ?? known.values.source_type;
  const all = { ...tag, values: { ...tag.values, ...values } };
  const wasNamed = before?.source_name && before.source_name !== old?.exact;
  return wasNamed ? all : { ...all, source_name: known?.source_name ?? nameFor(all) };
}

/** Return what a source is called until somebody says otherwise. The desk keeps a name only with its type. */
const nameFor = (tag) => (tag.values.source_type ? (Array.from(spansOf(tag, "source")[0]?.exact ?? "").slice(0, LONGEST_NAME).join("") || null) : null);

function guessedQuote(content) {
  if (content.length && content.every((words) => WHOLE_QUOTE.test(words))) return "direct";
  return content.some(hasQuotationMarks) ? "mixed" : "indirect";
}

/** Return the relation of this article that names these words as its source already, so that its answers are offered. */
export function knownSource(bench, words) {
  const wanted = words.toLowerCase();
  for (const place of bench.labels) {
    for (const tag of bench.store.tags(place)) {
      if (tag.kind === "relation" && tag.values.source_type && namesOf(tag).includes(wanted)) return tag;
    }
  }
  return null;
}

const namesOf = (tag) => [tag.source_name, spansOf(tag, "source")[0]?.exact].filter(Boolean).map((name) => name.toLowerCase());

/** Return the sources that relations of this article name, each once, the most used first. */
export function sourcesOf(bench) {
  const found = new Map();
  for (const place of bench.labels) {
    for (const tag of bench.store.tags(place)) {
      if (tag.kind !== "relation" || !tag.source_name || !tag.values.source_type) continue;
      const entry = found.get(tag.source_name) ?? { name: tag.source_name, type: tag.values.source_type, uses: 0 };
      found.set(tag.source_name, { ...entry, uses: entry.uses + 1 });
    }
  }
  return [...found.values()].sort((one, other) => other.uses - one.uses);
}

/** Return a tag as it is now: what was drawn may be older. */
const asItIs = (bench, tag) => bench.store.find(bench.place, tag.id) ?? tag;

/** Change answers of a tag on words. */
export function change(bench, drawn, values, more = {}) {
  const tag = asItIs(bench, drawn);
  const all = { ...values };
  if (values.relation_kind === "attitude") Object.assign(all, { quote: "none", source_type: null });
  if (values.relation_kind && values.relation_kind !== "attitude" && tag.values.quote === "none") {
    all.quote = guessedQuote(spansOf(tag, "content").map((span) => span.exact.trim()));
  }
  if (values.denies) all.denied_elsewhere = false;
  if (values.source_type && !tag.source_name) more = { source_name: nameFor(withValues(tag, all)), ...more };
  const name = Object.entries({ ...values, ...more }).map(([field, value]) => named(bench, field, value)).join(", ");
  return bench.store.put(`${bench.place} ${name}`, bench.place, { ...withValues(tag, all), ...more });
}

const isSamePart = (one, other) => one.role === other.role && isSameSpan(one, other);

export function changeSpan(bench, drawn, old, span) {
  const tag = asItIs(bench, drawn);
  const spans = tag.spans.map((one) => (isSamePart(one, old) ? { ...span, role: old.role, exact: bench.words(span) } : one));
  return bench.store.put(`${bench.place} other words`, bench.place, byHand({ ...tag, spans }));
}

export function removeSpan(bench, drawn, old) {
  const tag = asItIs(bench, drawn);
  const spans = tag.spans.filter((one) => !isSamePart(one, old));
  if (!spans.length) return withdraw(bench, tag);
  return bench.store.put(`${bench.place} ${old.role} taken away`, bench.place, byHand({ ...tag, spans }));
}

export function withdraw(bench, drawn) {
  const tag = asItIs(bench, drawn);
  const step = bench.store.remove(`Withdraw ${bench.itemName(tag)}`, bench.place, tag);
  bench.focus(null);
  return step;
}

/** Accept suggestions of the current statement as one step; `values` are answers to take instead of what is offered. */
export function accept(bench, offered, values = null) {
  const all = [offered].flat().sort((one, other) => (one.spans[0]?.start ?? 0) - (other.spans[0]?.start ?? 0));
  const changes = new Map();
  for (const one of all) takeOver(bench, one, changes, values);
  const decisions = all.map((one) => ({ id: one.id, before: null, after: values ? "changed" : "accepted" }));
  const name = all.length > 1 ? `Accept ${all.length} suggestions on ${bench.place}` : `Accept ${bench.itemName(all[0])}`;
  return bench.store.commit(name, [...changes.values()], decisions);
}

function takeOver(bench, one, changes, values) {
  const place = one.statement ?? ARTICLE;
  const before = one.draft.with_spans || one.kind === "sourcing_flag" ? twin(bench, one, place) : bench.store.answers(place);
  const current = [...changes.values()].find((change) => change.after.kind === one.kind && !one.draft.with_spans && one.kind !== "sourcing_flag")?.after;
  const start = current ?? before ?? newTag(bench.data, one.kind);
  const origin = values ? "suggestion_changed" : "suggestion_taken";
  const after = {
    ...start, values: { ...start.values, ...one.draft.values, ...values }, origin, suggestion: one.id,
    evidence: one.draft.evidence.length ? one.draft.evidence : start.evidence,
    spans: one.draft.with_spans ? one.spans : start.spans,
    source_name: one.draft.source_name || start.source_name,
  };
  if (after.values.relation_kind === "attitude") Object.assign(after.values, { quote: "none", source_type: null });
  changes.set(after.id, { place, id: after.id, before, after: denying(bench, place, after, changes) });
}

function twin(bench, one, place) {
  const label = LABEL_FIELDS[one.kind];
  const isSame = (tag) => tag.kind === one.kind && (!label || tag.values[label] === one.label)
    && tag.spans.length === (one.draft.with_spans ? one.spans.length : 0) && tag.spans.every((span) => one.spans.some((other) => isOn(tag, other) && other.role === span.role));
  return bench.store.tags(place).find(isSame) ?? null;
}

/** A suggested denial denies the relation before it, as the server has it (SCHEME 7.8, rule 7). */
function denying(bench, place, tag, changes) {
  if (tag.values.polarity !== "deny" || tag.values.denies || tag.values.denied_elsewhere) return tag;
  const relations = [...bench.store.tags(place), ...[...changes.values()].filter((one) => one.place === place).map((one) => one.after)]
    .filter((one) => one.kind === "relation" && one.id !== tag.id && one.values.polarity === "affirm" && one.values.relation_kind !== "attitude");
  const denied = relations.at(-1);
  return denied ? { ...tag, values: { ...tag.values, denies: denied.id } } : tag;
}

export function reject(bench, one) {
  return decide(bench, one, "rejected", `Reject ${bench.itemName(one)}`);
}

export function reopen(bench, one) {
  return decide(bench, one, null, `Reopen ${bench.itemName(one)}`);
}

function decide(bench, one, after, name) {
  return bench.store.commit(name, [], [{ id: one.id, before: bench.store.decisions.get(one.id), after }]);
}

/** Add or take away a flag about the whole statement. */
export function toggleFlag(bench, flag) {
  const tag = bench.store.tags(bench.place).find((one) => one.kind === "sourcing_flag" && one.values.sourcing_flag === flag);
  if (tag) return bench.store.remove(`Take ${bench.name("sourcing_flag", flag)} away`, bench.place, tag);
  return bench.store.put(bench.name("sourcing_flag", flag), bench.place, newTag(bench.data, "sourcing_flag", { sourcing_flag: flag }));
}
