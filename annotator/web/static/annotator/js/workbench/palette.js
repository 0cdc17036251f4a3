// Any answer of the codebook by typing a part of its name: the short way to what has no key of its own.
import * as act from "./actions.js";
import { h, openDialog } from "./dom.js";
import { relationOptions, statementOptions } from "./fields.js";

const FREE = ["accused", "evidence", "origins", "note"];
const SHOWN = 9;

/** Open the list; `explain` shows the codebook entry of what is marked in it, `edit` leads to a field to type in. */
export function openPalette(bench, { explain, edit }) {
  const all = entries(bench, edit);
  const list = h("ul", { role: "listbox", id: "palette-list", class: "palette-list", "aria-label": "Answers" });
  const input = h("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
    "aria-label": "Type a part of an answer", autocomplete: "off", placeholder: "status vague · reliability F · labeling · accused" });
  const dialog = openDialog("Any answer", input, list);
  let [found, at] = [[], 0];
  const run = (entry) => {
    if (!entry) return;
    dialog.close();
    entry.run();
  };
  const draw = () => {
    found = matching(all, input.value).slice(0, SHOWN);
    at = Math.max(0, Math.min(at, found.length - 1));
    list.replaceChildren(...found.map((entry, number) => h("li", { role: "option", id: `palette-${number}`, "aria-selected": String(number === at), onclick: () => run(entry) },
      h("span", { class: "quiet" }, `${entry.group} `), entry.name)));
    if (!found.length) list.append(h("li", { class: "quiet" }, "Nothing of that name. Try fewer letters."));
    input.setAttribute("aria-activedescendant", found.length ? `palette-${at}` : "");
    if (found[at]?.field) explain(found[at].field, found[at].key);
  };
  input.addEventListener("input", () => { at = 0; draw(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Enter") run(found[at]);
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    at += event.key === "ArrowDown" ? 1 : -1;
    draw();
  });
  draw();
  input.focus();
}

/** Return the entries that have every typed word: those with whole words of it first, then the shortest. */
function matching(all, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = all.filter((entry) => words.every((word) => entry.search.includes(word)))
    .map((entry, number) => ({ entry, number, score: scoreOf(entry, words) }));
  return scored.sort((one, other) => other.score - one.score || one.number - other.number).map(({ entry }) => entry);
}

function scoreOf(entry, words) {
  const whole = entry.search.split(/[\s:]+/);
  const hits = words.reduce((sum, word) => sum + (whole.includes(word) ? 2 : entry.search.includes(` ${word}`) ? 1 : 0), 0);
  return hits - entry.name.length / 1000;
}

function entries(bench, edit) {
  const tag = bench.focusedTag();
  const own = tag ? tagEntries(bench, tag, edit) : [];
  return [...own, ...wordEntries(bench), ...answerEntries(bench, edit)];
}

const entry = (group, name, run, field = "", key = "") => ({ group, name, run, field, key, search: ` ${field} ${group} ${name} ${key}`.toLowerCase().replaceAll("_", " ") });

const labels = (bench, field, run) => (bench.data.codebook[field]?.labels ?? []).map(({ key, name }) => entry(bench.fieldName(field), name, () => run(key), field, key));

function tagEntries(bench, tag, edit) {
  const set = (values, more) => act.change(bench, tag, values, more);
  const found = bench.data.fields[tag.kind].flatMap((field) => labels(bench, field, (key) => set({ [field]: key })));
  if (tag.kind === "hedge") found.push(entry("Somebody behind it", "yes", () => set({ sourced: true }), "sourced", "yes"), entry("Somebody behind it", "no", () => set({ sourced: false }), "sourced", "no"));
  if (tag.kind === "bias_flag") found.push(entry("Flag", "unsure", () => set({ unsure: !tag.values.unsure })), entry("Reason or neutral wording", "…", () => edit(`${tag.id}-reason`), "reason"));
  if (tag.kind !== "relation") return found;
  const pointers = (field) => relationOptions(bench, tag).map(([id, name]) => entry(bench.fieldName(field), name, () => set({ [field]: id }), field));
  const sources = act.sourcesOf(bench).map((source) => entry("Same source as", source.name, () => set({ source_type: source.type }, { source_name: source.name }), "source"));
  return [...found, ...sources, ...pointers("denies"), ...pointers("parent"),
    entry("Denied claim is not in the article", "yes", () => set({ denied_elsewhere: true, denies: null }), "denied_elsewhere"),
    entry("Source", "name …", () => edit(`${tag.id}-source_name`), "source"), entry("Relays towards the origin", "…", () => edit(`${tag.id}-chain`, true), "chain")];
}

function wordEntries(bench) {
  if (!bench.selection) return [];
  return [...labels(bench, "bias_flag", (key) => act.addOnWords(bench, "bias_flag", { bias_flag: key })), ...labels(bench, "hedge_type", (key) => act.addOnWords(bench, "hedge", { hedge_type: key }))];
}

function answerEntries(bench, edit) {
  const values = bench.data.fields.statement.flatMap((field) => labels(bench, field, (key) => act.answer(bench, { [field]: key })));
  const pointers = (field) => statementOptions(bench, field).map(([key, name]) => entry(bench.fieldName(field), name, () => act.answer(bench, { [field]: key }), field));
  const evidence = statementOptions(bench, "evidence").map(([key, name]) => entry("Contested: disputed in", name, () => act.answer(bench, { contested: "contested", evidence: [key] }), "contested", "contested"));
  const free = FREE.map((field) => entry(field === "note" ? "Note" : bench.fieldName(field), "…", () => edit(field), field));
  const flags = labels(bench, "sourcing_flag", (key) => act.toggleFlag(bench, key));
  return [...values, ...flags, ...free, ...pointers("repeats"), ...pointers("continues"), ...evidence];
}
