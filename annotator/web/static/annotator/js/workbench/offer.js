// One suggestion in the side: what, on which words, why, and what can be decided about it.
import * as act from "./actions.js";
import { h } from "./dom.js";

const NOT_SHOWN = new Set(["same_source"]);

/** Return a suggestion as a list item. */
export function suggestionCard(bench, one, keyboard, commands) {
  const decision = bench.store.decisions.get(one.id);
  const isHere = bench.item?.type === "suggestion" && bench.item.id === one.id;
  const words = one.spans.map((span) => `${span.role === "span" ? "" : `${span.role} `}“${span.exact}”`).join(" ");
  return h("li", { class: `card offer${isHere ? " open" : ""}` },
    h("button", { type: "button", class: "plain card-head", "aria-pressed": String(isHere), "data-key": one.id, onclick: () => bench.focus({ type: "suggestion", id: one.id }) },
      h("span", { class: "kind" }, `${bench.data.names.kinds[one.kind]}: ${nameOf(bench, one)}`), " ", h("span", { class: "card-words" }, words),
      h("span", { class: "quiet" }, ` ${one.percent} %`), decision ? h("span", { class: "flagword" }, ` ${decision}`) : null),
    isHere ? about(bench, one) : null,
    h("p", { class: "card-foot" }, decision ? reopen(bench, one) : buttons(bench, one, keyboard, commands, isHere)));
}

function nameOf(bench, one) {
  const field = Object.keys(one.draft.values).find((name) => one.draft.values[name] === one.label);
  return field ? bench.name(field, one.label) : bench.itemName(one);
}

function about(bench, one) {
  const values = Object.entries(one.about).filter(([key, value]) => value !== one.label && !NOT_SHOWN.has(key))
    .map(([key, value]) => `${bench.fieldName(key)}: ${bench.label(key, value)?.name ?? value}`);
  return [one.draft.source_name ? h("p", { class: "small" }, `Source: ${one.draft.source_name}`) : null,
    values.length ? h("p", { class: "small quiet" }, values.join(" · ")) : null, h("p", { class: "small quiet" }, one.evidence)];
}

function buttons(bench, one, keyboard, commands, isHere) {
  const button = (action, words, run) => h("button", { type: "button", class: "plain", "data-key": `${action}-${one.id}`, "aria-label": `${words}: ${nameOf(bench, one)}`, onclick: run },
    words, isHere ? [" ", h("kbd", {}, keyboard.shown(action))] : null);
  return [
    button("accept", "Accept", () => commands.accept(undefined, one)),
    button("change", "Change", () => commands.change(undefined, one)),
    button("reject", "Reject", () => commands.reject(undefined, one)),
  ];
}

const reopen = (bench, one) => h("button", { type: "button", class: "plain", "data-key": `reopen-${one.id}`, onclick: () => act.reopen(bench, one) }, "Reopen");
