// One tag in the side: its words by role, and its answers once it has the focus.
import * as act from "./actions.js";
import { h } from "./dom.js";
import { fieldInput, labelled, text } from "./fields.js";
import { spansOf } from "./tags.js";

const MAIN = {
  relation: ["relation_kind", "source_type", "quote", "cue_stance", "polarity"],
  hedge: ["hedge_type", "scope", "sourced"],
  bias_flag: ["bias_flag", "unsure", "reason", "target", "valence"],
  title: [],
};
const MORE = ["parent", "chain", "affiliation", "source_role", "channel", "proximity", "ground_rule", "stake"];

/** Return a tag as a list item. */
export function tagCard(bench, tag, keyboard, commands) {
  const isOpen = bench.item?.type === "tag" && bench.item.id === tag.id;
  const head = h("button", { type: "button", class: "plain card-head", "aria-expanded": String(isOpen), "data-key": tag.id,
    onclick: () => bench.focus(isOpen ? null : { type: "tag", id: tag.id }) },
    h("span", { class: `kind k-${tag.kind}` }, bench.itemName(tag)), " ", h("span", { class: "card-words" }, wordsOf(tag)), doubts(bench, tag));
  return h("li", { class: `card${isOpen ? " open" : ""}` }, head, isOpen ? body(bench, tag, keyboard, commands) : null);
}

function wordsOf(tag) {
  const role = (name) => spansOf(tag, name).map((span) => span.exact).join(" … ");
  if (tag.kind !== "relation") return `“${tag.spans.map((span) => span.exact).join(" … ")}”`;
  return `${role("source") || "∅"} — ${role("cue") || "no cue"} — ${role("content") || "no content"}`;
}

function doubts(bench, tag) {
  const found = [];
  if (tag.kind === "hedge" && tag.values.sourced === null) found.push("sourced?");
  if (tag.kind === "hedge" && tag.values.sourced === false) found.push("nobody behind it");
  if (tag.kind === "bias_flag" && tag.values.unsure) found.push("unsure");
  if (tag.kind === "relation" && tag.values.relation_kind !== "attitude" && !tag.values.source_type) found.push("type of source?");
  return found.length ? h("span", { class: "doubt" }, ` ${found.join(", ")}`) : null;
}

function body(bench, tag, keyboard, commands) {
  const set = (field) => (value) => act.change(bench, tag, { [field]: value });
  const isAttitude = tag.values.relation_kind === "attitude";
  const fields = MAIN[tag.kind].filter((field) => !(isAttitude && ["source_type", "quote"].includes(field)));
  return h("div", { class: "card-body" },
    parts(bench, tag),
    h("div", { class: "field-grid" }, fields.map((field) => labelled(bench, field, fieldInput(bench, tag, field, set(field)))), tag.kind === "relation" ? relation(bench, tag) : null),
    tag.kind === "relation" ? more(bench, tag, set) : null,
    h("p", { class: "card-foot" },
      tag.kind === "relation" ? button("link", "Link parts", keyboard) : null,
      button("occurrences", "All occurrences …", keyboard),
      button("withdraw", "Withdraw", keyboard)));
}

const button = (action, name, keyboard) => h("button", { type: "button", class: "plain", "data-key": `card-${action}`, onclick: () => keyboard.run(action) }, name, " ", h("kbd", {}, keyboard.shown(action)));

/** The words of a tag by role; each piece can be taken away. */
function parts(bench, tag) {
  if (tag.kind !== "relation") return null;
  return h("ul", { class: "parts" }, ["source", "cue", "content"].flatMap((role) => spansOf(tag, role).map((span) => h("li", {},
    h("span", { class: `role r-${role}` }, role), ` “${span.exact}” `,
    h("button", { type: "button", class: "plain small", "data-key": `part-${span.start}`, "aria-label": `Take the ${role} “${span.exact}” away`, onclick: () => act.removeSpan(bench, tag, span) }, "✕")))));
}

function relation(bench, tag) {
  const name = text(bench, "source", tag.source_name ?? "", (words) => act.change(bench, tag, {}, { source_name: words.trim() || null }),
    { "data-key": `${tag.id}-source_name`, "data-field": "source", list: "source-names", maxlength: "200" });
  const denial = tag.values.polarity === "deny"
    ? [labelled(bench, "denies", fieldInput(bench, tag, "denies", (value) => act.change(bench, tag, { denies: value }))),
      labelled(bench, "denied_elsewhere", fieldInput(bench, tag, "denied_elsewhere", (value) => act.change(bench, tag, { denied_elsewhere: value })))]
    : null;
  return [labelled(bench, "source", name, "Source"), denial, again(bench, tag)];
}

/** Sources that the article named before, to be chosen again. */
function again(bench, tag) {
  const known = act.sourcesOf(bench).filter((source) => source.name !== tag.source_name).slice(0, 5);
  if (!known.length || tag.values.relation_kind === "attitude") return null;
  return h("div", { class: "again" }, h("span", { class: "quiet" }, "Same source as"), known.map((source) => h("button", {
    type: "button", class: "plain pick", "data-key": `again-${source.name}`, onclick: () => act.change(bench, tag, { source_type: source.type }, { source_name: source.name }),
  }, source.name)));
}

function more(bench, tag, set) {
  const details = h("details", { open: bench.showsMore }, h("summary", { "data-key": `${tag.id}-more` }, "More about the source"),
    h("div", { class: "field-grid" }, MORE.map((field) => labelled(bench, field, fieldInput(bench, tag, field, set(field))))));
  details.addEventListener("toggle", () => { bench.showsMore = details.open; });
  return details;
}
