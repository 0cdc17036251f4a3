// Tag all occurrences: every place with the same words or the same source, each to be ticked, taken back as one step.
import { h, openDialog } from "./dom.js";
import { overlaps } from "./spans.js";
import { newTag, spansOf, withValues } from "./tags.js";
import { occurrences } from "./tokens.js";

const MOST = 500;

/** Open the list for the selected words, or for the words of the focused tag. */
export function openOccurrences(bench) {
  const tag = bench.focusedTag();
  const words = bench.selection ? bench.words(bench.selection) : tag ? (spansOf(tag, "source")[0] ?? tag.spans[0])?.exact : "";
  if (!words) {
    bench.say("Select the words first, or choose a tag.");
    return;
  }
  const isSource = !bench.selection && tag?.kind === "relation";
  if (isSource) listSources(bench, tag, words);
  else listWords(bench, bench.selection ? null : tag, words);
}

/** Return every statement with the words, and each place of them in it. */
function findAll(bench, words) {
  return bench.labels.flatMap((place) => {
    const { start, end } = bench.statements.get(place);
    return occurrences(bench.text, words, start, end).map((span) => ({ place, span }));
  }).slice(0, MOST);
}

function listWords(bench, tag, words) {
  const hits = findAll(bench, words);
  const kinds = ["hedge_type", "bias_flag"].flatMap((field) => (bench.data.codebook[field]?.labels ?? []).map(({ key, name }) => [`${field}:${key}`, `${bench.fieldName(field)}: ${name}`]));
  const chosen = tag?.kind === "hedge" ? `hedge_type:${tag.values.hedge_type}` : tag?.kind === "bias_flag" ? `bias_flag:${tag.values.bias_flag}` : kinds[0][0];
  const what = h("select", { "aria-label": "Tag them as" }, kinds.map(([key, name]) => h("option", { value: key, selected: key === chosen }, name)));
  const rows = hits.map((hit) => row(bench, hit, () => isTagged(bench, hit, what.value)));
  what.addEventListener("change", () => rows.forEach((one) => one.renew()));
  show(`“${words}”`, h("label", {}, "Tag them as ", what), rows, (hit) => {
    const [field, key] = what.value.split(":");
    const kind = field === "hedge_type" ? "hedge" : "bias_flag";
    const more = tag?.kind === kind ? { values: { ...tag.values, [field]: key } } : {};
    const span = { ...hit.span, role: kind === "hedge" ? "cue" : "span", exact: bench.words(hit.span) };
    const made = newTag(bench.data, kind, { [field]: key }, { spans: [span], ...more });
    return { place: hit.place, id: made.id, before: null, after: made };
  }, bench);
}

function isTagged(bench, { place, span }, what) {
  const [field, key] = what.split(":");
  return bench.store.tags(place).some((tag) => tag.values[field] === key && tag.spans.some((one) => overlaps(one, span)));
}

/** For a source: the relations that name it elsewhere get the same source and type. */
function listSources(bench, tag, words) {
  const hits = findAll(bench, words).map((hit) => ({ ...hit, tag: relationAt(bench, hit) })).filter((hit) => hit.tag?.id !== tag.id);
  const isSame = (hit) => hit.tag?.source_name === tag.source_name && hit.tag?.values.source_type === tag.values.source_type;
  const rows = hits.map((hit) => row(bench, hit, () => isSame(hit), hit.tag ? "" : "no relation names it here"));
  show(`Source “${words}”`, h("p", { class: "quiet" }, `Relations that name it become: ${tag.source_name ?? words}, ${tag.values.source_type ? bench.name("source_type", tag.values.source_type) : "type not chosen"}.`), rows, (hit) => ({
    place: hit.place, id: hit.tag.id, before: hit.tag,
    after: { ...withValues(hit.tag, { source_type: hit.tag.values.relation_kind === "attitude" ? null : tag.values.source_type }), source_name: tag.source_name },
  }), bench);
}

const relationAt = (bench, { place, span }) => bench.store.tags(place).find((tag) => tag.kind === "relation" && spansOf(tag, "source").some((one) => overlaps(one, span))) ?? null;

function row(bench, hit, isDone, reason = "") {
  const statement = bench.statements.get(hit.place);
  const box = h("input", { type: "checkbox" });
  const note = h("span", { class: "quiet" });
  const renew = () => {
    const done = isDone();
    box.disabled = done || Boolean(reason);
    box.checked = !box.disabled;
    note.textContent = reason || (done ? "tagged already" : "");
  };
  renew();
  const { start, end } = hit.span;
  const element = h("li", {}, h("label", {}, box, " ", h("strong", {}, hit.place), " ",
    bench.text.slice(statement.start, start), h("mark", { class: "picked" }, bench.text.slice(start, end)), bench.text.slice(end, statement.end)), " ", note);
  return { hit, box, element, renew };
}

function show(title, head, rows, change, bench) {
  const apply = h("button", { type: "button", class: "default", onclick: () => finish() }, "Tag the ticked ones");
  const dialog = openDialog(`All occurrences of ${title}`, head,
    rows.length ? h("ul", { class: "hits" }, rows.map((one) => one.element)) : h("p", {}, "It occurs nowhere else."),
    h("p", { class: "quiet" }, "One undo takes all of them back."), rows.length ? apply : null);
  function finish() {
    const changes = rows.filter((one) => one.box.checked && !one.box.disabled).map((one) => change(one.hit));
    dialog.close();
    const step = bench.store.commit(`Tag ${changes.length} occurrences of ${title}`, changes);
    bench.say(step ? `Tagged ${changes.length} occurrences.` : "Nothing was ticked.");
  }
}
