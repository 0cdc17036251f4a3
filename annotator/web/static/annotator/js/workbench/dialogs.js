// The windows of the workbench: its keys, two versions of one statement, the history, what an earlier visit left.
import { h, openDialog } from "./dom.js";
import { putJson } from "./server.js";
import { sameTag } from "./tags.js";

const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "CapsLock", "Tab", "Escape"]);
const FIXED = [["← →", "Select a word; with Shift more words, with Alt single characters"], ["Home End", "First or last word; with Shift up to there"],
  ["Ctrl Z", "Undo, back through the whole visit"], ["Ctrl Y", "Redo"], ["Esc", "Let go of words or tag"]];

/** Show every key, and let the person press another one for it. */
export function openKeys(bench, keyboard, commands) {
  const said = h("p", { role: "status", class: "keys-said" });
  const groups = grouped(bench.data.shortcuts);
  const goesOn = h("input", { type: "checkbox", checked: bench.goesOn, onchange: (event) => commands.setGoesOn(event.target.checked) });
  openDialog("Keys", h("p", { class: "quiet" }, "Choose a key and press another one to change it; Delete switches it off. Your keys go with you to other machines."), said,
    h("div", { class: "keys" }, [...groups].map(([name, all]) => h("section", {}, h("h3", {}, name), h("dl", {}, all.map((one) => keyRow(bench, keyboard, one, said, commands))))),
      h("section", {}, h("h3", {}, "Always"), h("dl", {}, FIXED.map(([key, what]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what)))))),
    h("label", {}, goesOn, " Go on to the next unfinished statement when a key has finished this one"));
}

function grouped(all) {
  const found = new Map();
  for (const one of all) found.set(one.group, [...(found.get(one.group) ?? []), one]);
  return found;
}

function keyRow(bench, keyboard, one, said, commands) {
  const [field, value] = one.action.split(":");
  const name = one.name || bench.name(field, value);
  const button = h("button", { type: "button", class: "plain", "aria-label": `${name}: ${keyboard.shown(one.action) || "no key"}. Press a key to change it` }, h("kbd", {}, keyboard.shown(one.action) || "–"));
  button.addEventListener("keydown", async (event) => {
    if (MODIFIERS.has(event.key) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const key = event.key === "Delete" ? "" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const given = Object.fromEntries(bench.data.shortcuts.map((shortcut) => [shortcut.action, shortcut.key]));
    const wanted = { ...keyboard.keys, [one.action]: key };
    const changed = Object.fromEntries(Object.entries(wanted).filter(([action, own]) => own !== given[action]));
    const answer = await putJson(bench.data.urls.shortcuts, changed).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (answer?.ok) keyboard.keys = told.keys;
    said.textContent = answer?.ok ? `${name}: ${key || "no key"}` : (told?.detail ?? "The keys could not be saved: the desk does not answer.");
    button.firstChild.textContent = keyboard.shown(one.action) || "–";
    commands.redraw();
  });
  return h("div", {}, h("dt", {}, button), h("dd", {}, name));
}

/** Show both versions of a statement side by side; nothing is decided by closing the window. */
export function openComparison(bench, place) {
  const [mine, theirs] = [bench.store.tags(place), bench.conflicts.get(place) ?? []];
  const choose = (isMine) => () => {
    dialog.close();
    bench.resolve(place, isMine);
    bench.say(isMine ? `${place} stays as it is here.` : `${place} is as in the other window.`);
  };
  const dialog = openDialog(`Two versions of ${place}`, h("p", {}, "This statement was changed in another window while changes here were on their way. Both are kept until you choose; the other version stays in the history."),
    h("div", { class: "versions" },
      h("section", {}, h("h3", {}, "Here"), version(bench, mine, theirs), h("button", { type: "button", class: "default", onclick: choose(true) }, "Keep this one")),
      h("section", {}, h("h3", {}, "In the other window"), version(bench, theirs, mine), h("button", { type: "button", onclick: choose(false) }, "Take that one"))));
}

function version(bench, tags, others) {
  if (!tags.length) return h("p", { class: "quiet" }, "No tags.");
  return h("ul", { class: "version" }, tags.map((tag) => h("li", { class: others.some((other) => sameTag(tag, other)) ? "" : "differs" },
    h("strong", {}, bench.itemName(tag)), " ", tag.spans.length ? `“${tag.spans.map((span) => span.exact).join(" … ")}” ` : "", h("span", { class: "quiet" }, answersOf(bench, tag)))));
}

function answersOf(bench, tag) {
  const found = Object.entries(tag.values).filter(([field, value]) => field !== "source" && value !== null && value !== "" && value !== false && !(Array.isArray(value) && !value.length))
    .map(([field, value]) => `${bench.fieldName(field)}: ${value === true ? "yes" : (bench.label(field, value)?.name ?? value)}`);
  if (tag.source_name) found.push(`Source: ${tag.source_name}`);
  return [...found, ...tag.evidence, tag.note].filter(Boolean).join(" · ");
}

/** Show who set what when; an earlier state can be brought back, and that is a step like any other. */
export async function openHistory(bench, place, commands) {
  const url = bench.data.urls.statement.replace("LABEL", place);
  const answer = await fetch(url, { credentials: "same-origin" }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const steps = page?.querySelector(".history .steps");
  const dialog = openDialog(`History of ${place}`, steps?.children.length ? document.adoptNode(steps) : h("p", {}, page ? "Nothing was saved yet." : "The desk does not answer; the history is there when it does."));
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const sent = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" }).catch(() => null);
    dialog.close();
    await commands.broughtBack(place, Boolean(sent?.ok));
  });
}

/** Offer what windows that are gone did not send. */
export function leftoverBanner(bench, keeper, entries, root) {
  const banners = entries.map((entry) => {
    const held = Object.keys(entry.held ?? {});
    const count = (entry.queue?.length ?? 0) + held.length;
    const places = [...new Set([...(entry.queue ?? []).flatMap((edit) => edit.parts.map((part) => part.statement ?? "article")), ...held])];
    const end = () => {
      keeper.forget(entry.key);
      banner.remove();
    };
    const take = () => {
      const places = bench.inTheWay(entry);
      if (places.length) return bench.say(`First end what is not saved yet on ${places.join(", ")}.`);
      end();
      return bench.takeUp(entry);
    };
    const banner = h("div", { class: "notice leftover", role: "alert" },
      h("p", {}, h("strong", {}, `${count} change${count === 1 ? "" : "s"} of an earlier visit `), `(${new Date(entry.at).toLocaleString()}) had not been saved: ${places.join(", ")}.`),
      h("button", { type: "button", class: "default", onclick: () => take() }, "Save them now"),
      h("button", { type: "button", onclick: () => { if (confirm(`Throw ${count} unsaved change${count === 1 ? "" : "s"} away? They cannot be brought back.`)) end(); } }, "Throw them away"));
    return banner;
  });
  root.prepend(...banners);
}
