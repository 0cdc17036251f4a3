// The workbench page: puts the parts together and says in words and colours what state they are in.
import * as act from "./actions.js";
import { Bench } from "./bench.js";
import { leftoverBanner, openComparison, openHistory, openKeys } from "./dialogs.js";
import { h } from "./dom.js";
import { Keeper, claimWindow, isWindowAlive } from "./keeping.js";
import { Keyboard } from "./keyboard.js";
import { openOccurrences } from "./occurrences.js";
import { Outbox } from "./outbox.js";
import { openPalette } from "./palette.js";
import { Panel } from "./panel.js";
import { getJson, putJson } from "./server.js";
import { CodebookEntry, SummarySoFar } from "./side.js";
import { Story } from "./story.js";
import { ARTICLE, LABEL_FIELDS } from "./tags.js";

const GOES_ON = "sourcemark.goes-on";
const data = JSON.parse(document.getElementById("workbench-data").textContent);
const root = document.querySelector("[data-workbench]");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const revisions = new Map();
const keeper = new Keeper(data.person, data.text.id, "");
const outbox = new Outbox({
  revisions,
  keep: (queue) => { if (!keeper.keep({ queue })) showUnkept(); },
  send: (edit) => putJson(data.urls.edits, { ...edit, text: data.text.id, person: data.person }),
});
export const bench = new Bench(data, { outbox, keeper, revisions, fetchTags });
bench.goesOn = localStorage.getItem(GOES_ON) !== "no";

async function fetchTags() {
  const { results, tag_set: set } = await getJson(`${data.urls.tags}&author=${encodeURIComponent(data.person)}`).catch(noTagsYet);
  const found = Object.assign(new Map(), { revision: set?.revision ?? 0 });
  for (const tag of results) {
    const place = bench.byReference.get(tag.reference)?.label ?? ARTICLE;
    found.set(place, [...(found.get(place) ?? []), tag]);
  }
  return found;
}

/** A person without any tags has no set of tags yet, which the desk answers with 404. */
function noTagsYet(error) {
  if (!String(error.message).endsWith("404")) throw error;
  return { results: [] };
}

const commands = {
  next: () => move(1),
  previous: () => move(-1),
  next_open: nextOpen,
  next_item: () => walk(1),
  previous_item: () => walk(-1),
  mark: (role) => act.markPart(bench, role),
  sourced: (value) => onHedge((tag) => act.change(bench, tag, { sourced: value === "yes" })),
  scope: () => onHedge((tag) => act.change(bench, tag, { scope: tag.values.scope === "claim" ? "detail" : "claim" })),
  accept: (_, one = bench.focusedSuggestion()) => decideOn(one, () => act.accept(bench, one)),
  change: (_, one = bench.focusedSuggestion()) => decideOn(one, () => changeOffer(one)),
  reject: (_, one = bench.focusedSuggestion()) => decideOn(one, () => act.reject(bench, one)),
  accept_all: acceptAll,
  withdraw: () => (bench.focusedTag() ? act.withdraw(bench, bench.focusedTag()) : bench.say("Choose a tag first.")),
  occurrences: () => openOccurrences(bench),
  palette: () => openPalette(bench, { explain, edit }),
  keys: () => openKeys(bench, keyboard, commands),
  link: startLinking,
  linked: linkNext,
  undo: () => turn(bench.store.undo(), "Undone", "Nothing to undo."),
  redo: () => turn(bench.store.redo(), "Done again", "Nothing to do again."),
  compare: (place) => openComparison(bench, place),
  history: (place) => openHistory(bench, place, commands),
  explain,
  redraw: () => drawAll(),
  setGoesOn: (isOn) => {
    bench.goesOn = isOn;
    localStorage.setItem(GOES_ON, isOn ? "yes" : "no");
  },
  broughtBack: async (place, isDone) => {
    const told = isDone ? await fetchTags().catch(() => null) : null;
    if (told) bench.broughtBack(place, told.get(place) ?? [], told.revision);
    bench.say(isDone ? `${place} is tagged again as it was.` : "That could not be brought back.");
  },
};

const keyboard = new Keyboard(bench, commands);
const panel = new Panel(bench, part("statement"), keyboard, commands);
const story = new Story(bench, part("story"), commands);
const entry = new CodebookEntry(bench, part("codebook"));
const summary = new SummarySoFar(bench, part("summary"), (label) => bench.go(label));

function move(by) {
  const at = bench.labels.indexOf(bench.place) + by;
  if (bench.labels[at]) bench.go(bench.labels[at]);
  else bench.say(by > 0 ? "This is the last statement." : "This is the first statement.");
}

function nextOpen() {
  const at = bench.labels.indexOf(bench.place);
  const next = [...bench.labels.slice(at + 1), ...bench.labels.slice(0, at)].find((label) => !bench.computed(label).isFinished);
  if (next) bench.go(next);
  else bench.say("Every statement is finished.");
}

function walk(by) {
  const items = bench.items(bench.place);
  if (!items.length) return bench.say("Nothing is tagged or suggested here.");
  const at = items.findIndex(({ one }) => one.id === bench.item?.id);
  const next = items[(at < 0 ? (by > 0 ? 0 : -1) : at + by + items.length) % items.length] ?? items.at(-1);
  return bench.focus({ type: next.type, id: next.one.id });
}

function onHedge(change) {
  const tag = bench.focusedTag();
  if (tag?.kind === "hedge") change(tag);
  else bench.say("Choose a hedge first.");
}

function decideOn(one, decide) {
  if (!one) return bench.say(data.why_no_suggestions || "Choose a suggestion first.");
  const before = bench.open(bench.place).indexOf(one);
  decide();
  if (bench.item?.id !== one.id) return undefined;
  const left = bench.open(bench.place);
  const next = left[Math.min(before, left.length - 1)];
  return bench.focus(next ? { type: "suggestion", id: next.id } : null);
}

function acceptAll() {
  const open = bench.open(bench.place);
  if (!open.length) return bench.say(data.why_no_suggestions || "No suggestions are open here.");
  act.accept(bench, open);
  return bench.focus(null);
}

function changeOffer(one) {
  act.accept(bench, one, {});
  const tag = bench.store.tags(one.statement ?? ARTICLE).find((other) => other.suggestion === one.id);
  if (tag?.spans.length) bench.focus({ type: "tag", id: tag.id });
  part("statement").querySelector(".card.open select, .card.open input")?.focus();
}

function startLinking() {
  const tag = bench.focusedTag();
  bench.linking = !bench.linking && tag?.kind === "relation" ? tag.id : null;
  root.dataset.linking = bench.linking ? "yes" : "";
  bench.say(bench.linking ? `Click ${missingPart(tag)}.` : tag ? "Linking ended." : "Choose a relation by its cue first.");
}

const missingPart = (tag) => ["source", "cue"].find((role) => !tag.spans.some((span) => span.role === role)) ?? "content";

function linkNext() {
  const tag = bench.store.find(bench.place, bench.linking);
  if (!tag) return;
  const role = missingPart(tag);
  bench.item = { type: "tag", id: tag.id };
  act.markPart(bench, role);
  if (role === "content") startLinking();
  else bench.say(`Click ${missingPart(bench.store.find(bench.place, tag.id))}.`);
}

function turn(result, done, nothing) {
  if (!result) return bench.say(nothing);
  const place = result.step.changes[0]?.place ?? bench.suggestions.get(result.step.decisions[0]?.id)?.statement;
  if (place !== undefined && place !== bench.place && bench.statements.has(place)) bench.go(place, null);
  return bench.say(result.isRefused ? `“${result.step.name}” was changed elsewhere since, so it stays.` : `${done}: ${result.step.name}`);
}

function explain(field, key) {
  entry.show(field, key);
}

/** Lead the keys to an input of the side. */
function edit(key) {
  panel.open.add("more");
  bench.showsMore = true;
  panel.draw();
  const side = part("statement");
  (side.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? side.querySelector(`[data-field="${CSS.escape(key)}"]`))?.focus();
}

// What is shown

function drawAll() {
  for (const place of bench.labels) story.draw(place);
  panel.draw();
  drawBar();
}

function explainItem() {
  const tag = bench.focusedTag();
  const one = tag ?? bench.focusedSuggestion();
  if (!one) return entry.show("status", bench.store.answers(bench.place)?.values.status ?? "");
  const field = LABEL_FIELDS[one.kind];
  if (field) return entry.show(field, one.label ?? one.values[field]);
  const answered = Object.keys(one.draft?.values ?? {}).find((name) => one.draft.values[name] === one.label);
  return answered ? entry.show(answered, one.label) : entry.show("quote");
}

bench.addEventListener("moved", ({ detail: { before, place } }) => {
  if (before !== place && before !== ARTICLE) story.draw(before);
  story.draw(place);
  panel.draw();
  explainItem();
  const isInSide = part("statement").contains(document.activeElement) && before === place;
  story.show(place, !isInSide);
  if (before !== place) history.replaceState(null, "", `#${place}`);
});
bench.addEventListener("selected", ({ detail: { place } }) => {
  story.draw(place);
  panel.drawWords();
  if (bench.selection) said(bench.words(bench.selection));
});
bench.addEventListener("changed", ({ detail: { places } }) => {
  for (const place of places) if (place !== ARTICLE) story.draw(place);
  if (!places.has(bench.place)) story.draw(bench.place);
  panel.draw();
  drawBar();
});
bench.addEventListener("said", ({ detail: { words } }) => said(words));
bench.addEventListener("corrected", ({ detail: { version } }) => part("notices").prepend(h("p", { class: "notice", role: "alert" },
  `The text was corrected meanwhile. What you tag here stays with version ${data.text.version}; load the page again to go on with version ${version}.`)));
bench.addEventListener("unkept", () => showUnkept());
bench.addEventListener("stored", ({ detail: { answer } }) => {
  summary.wait();
  channel.postMessage({ person: data.person, statements: answer.statements, revision: answer.tag_set.revision });
});
outbox.addEventListener("state", () => drawBar());

function said(words) {
  part("said").textContent = "";
  part("said").textContent = words;
  part("toast").textContent = words;
}

/** Say how the changes stand: in words, with a sign, and once for people who listen. */
function drawBar() {
  const { done, of } = bench.progress();
  part("progress").value = done;
  part("progress").max = of;
  part("counted").textContent = `${done} of ${of} finished`;
  const held = bench.held();
  const waiting = outbox.queue.length;
  const conflicts = bench.conflicts.size;
  const [state, sign, words] = conflicts ? ["conflict", "⚠", `Conflict on ${[...bench.conflicts.keys()].join(", ")}: choose`]
    : outbox.state === "signed-out" ? ["waiting", "⏻", `Logged out: ${waiting} change${waiting === 1 ? "" : "s"} kept here; log in in another tab`]
      : outbox.state === "waiting" ? ["offline", "☁", `Offline: ${waiting} change${waiting === 1 ? "" : "s"} kept here`]
        : held.length ? ["held", "!", `Not saved: ${held.join(", ")} needs mending${waiting ? `; saving ${waiting}` : ""}`]
          : waiting ? ["saving", "…", `Saving ${waiting}`] : ["saved", "✓", "Saved"];
  drawWays();
  const line = part("state");
  if (line.dataset.words === words) return;
  Object.assign(line.dataset, { state, words });
  line.replaceChildren(h("span", { "aria-hidden": "true" }, `${sign} `), words);
}

/** Say what undo and redo would do. */
function drawWays() {
  for (const [name, steps, key] of [["undo", bench.store.past, "Ctrl Z"], ["redo", bench.store.future, "Ctrl Y"]]) {
    part(name).disabled = !steps.length;
    part(name).title = `${steps.length ? `${name === "undo" ? "Undo" : "Do again"}: ${steps.at(-1).name}` : "Nothing"} (${key})`;
  }
}

function showUnkept() {
  said("This browser keeps nothing: changes that are not saved are lost when you leave this page.");
}

// The life of the page

const channel = new BroadcastChannel(`sourcemark.${data.text.id}`);
channel.addEventListener("message", ({ data: { person, statements, revision } }) => {
  if (person !== data.person) return;
  const news = statements.filter(({ statement, tags }) => bench.heard(statement ?? ARTICLE, tags, revision)).map(({ statement }) => statement ?? "the article");
  if (news.length) said(`Changed in another window: ${news.join(", ")}`);
});

/** Look what changed on other machines while this page was not looked at. */
async function lookAgain() {
  if (document.visibilityState !== "visible") return;
  outbox.hurry();
  summary.wait();
  const told = await fetchTags().catch(() => null);
  if (told) for (const place of bench.store.local.keys()) bench.heard(place, told.get(place) ?? [], told.revision);
}

addEventListener("visibilitychange", lookAgain);
addEventListener("focus", () => outbox.hurry());
addEventListener("hashchange", () => bench.go(location.hash.slice(1)));
addEventListener("beforeunload", (event) => {
  if (outbox.queue.length || bench.held().length) event.preventDefault();
});
for (const name of ["undo", "redo", "keys"]) part(name).addEventListener("click", () => commands[name]());

async function begin() {
  document.getElementById("source-names").append(...data.source_names.map((name) => h("option", { value: name })));
  keyboard.listen(document);
  const asked = location.hash.slice(1);
  const first = bench.labels.find((label) => !bench.computed(label).isFinished) ?? bench.labels[0];
  if (first) bench.go(bench.statements.has(asked) ? asked : first);
  drawBar();
  performance.mark("usable"); // what `manage.py bench` reads
  root.dataset.ready = "yes";
  const own = keeper.claim(await claimWindow());
  if (own) bench.takeUp(own);
  leftoverBanner(bench, keeper, await keeper.leftovers(isWindowAlive), part("notices"));
  summary.load().catch(() => summary.wait());
}

begin();

