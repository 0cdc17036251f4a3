// The inputs of a tag: one for each field of the codebook, by what it may hold.
import { h } from "./dom.js";
import { FLAGS, LISTS } from "./tags.js";

const STATEMENTS = new Set(["continues", "repeats"]);
const RELATIONS = new Set(["parent", "denies"]);

/** Return the input for a field of a tag. `set` takes the new value. */
export function fieldInput(bench, tag, field, set, attributes = {}) {
  const value = tag?.values[field] ?? null;
  const more = { ...attributes, "data-key": `${tag?.id ?? "new"}-${field}`, "data-field": field };
  if (FLAGS.has(field)) return checkbox(bench, field, value, set, more);
  if (field === "sourced") return select(bench, field, sourcedOptions(), value === null ? "" : value ? "yes" : "no", (key) => set(key === "" ? null : key === "yes"), more);
  if (STATEMENTS.has(field)) return select(bench, field, statementOptions(bench, field), value ?? "", (key) => set(key || null), more);
  if (RELATIONS.has(field)) return select(bench, field, relationOptions(bench, tag), value ?? "", (key) => set(key || null), more);
  if (LISTS.has(field)) return text(bench, field, (value ?? []).join("\n"), (words) => set(words.split("\n").map((line) => line.trim()).filter(Boolean)), more, "textarea");
  if (bench.data.codebook[field]) return select(bench, field, labelOptions(bench, field), value ?? "", (key) => set(key || null), more);
  return text(bench, field, value ?? "", (words) => set(words.trim() || null), more);
}

export function labelled(bench, field, input, name = bench.fieldName(field)) {
  return h("label", { class: `field-line f-${field}` }, h("span", { class: "field-name" }, name), input);
}

function checkbox(bench, field, value, set, more) {
  return h("input", { type: "checkbox", checked: Boolean(value), onchange: (event) => set(event.target.checked), ...more });
}

function select(bench, field, options, value, set, more) {
  const isKnown = options.some(([key]) => key === value);
  const all = isKnown || value === "" ? options : [...options, [value, value]];
  return h("select", { onchange: (event) => set(event.target.value), onkeydown: (event) => event.key === "Escape" && leave(bench, event), ...more },
    h("option", { value: "", selected: value === "" }, "–"),
    all.map(([key, name]) => h("option", { value: key, selected: key === value }, name)));
}

export function text(bench, field, value, set, more, kind = "input") {
  const input = h(kind, { value, maxlength: "4000", ...more, onchange: (event) => set(event.target.value) });
  input.defaultValue = value;
  if (kind === "textarea") input.rows = 2;
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") input.value = value;
    if (event.key === "Escape" || (event.key === "Enter" && (kind === "input" || event.ctrlKey))) leave(bench, event);
    event.stopPropagation();
  });
  return input;
}

/** Give the keys back to the statement; what was typed is taken over by that. */
function leave(bench, event) {
  event.preventDefault();
  bench.lineOf(bench.place)?.focus({ preventScroll: true });
}

const sourcedOptions = () => [["yes", "yes"], ["no", "no"]];
const labelOptions = (bench, field) => bench.data.codebook[field].labels.map(({ key, name }) => [key, name]);

export function statementOptions(bench, field) {
  const start = (statement) => Array.from(bench.words(statement)).slice(0, 42).join("");
  return bench.data.statements
    .filter((statement) => statement.label !== bench.place && (field !== "repeats" || statement.kind === "body"))
    .map((statement) => [statement.reference, `${statement.label}: ${start(statement)}…`]);
}

export function relationOptions(bench, tag) {
  return bench.labels.flatMap((label) => bench.store.tags(label)
    .filter((one) => one.kind === "relation" && one.id !== tag?.id)
    .map((one) => [one.id, `${label}: “${one.spans.find((span) => span.role === "cue")?.exact ?? "no cue"}”`]));
}
