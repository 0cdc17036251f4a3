// A workbench without a page: a small article, a browser's memory, and a desk that answers as api/v1/edits.py does.
import { Bench } from "../../annotator/web/static/annotator/js/workbench/bench.js";
import { Outbox } from "../../annotator/web/static/annotator/js/workbench/outbox.js";

globalThis.addEventListener ??= () => {};

export const LINES = [
  "The mayor allegedly took bribes, two officials said.",
  "The mayor said it is “closed”.",
  "Smith denied the claims.",
  "It may rain.",
];
const FIELDS = {
  statement: ["claim_type", "need", "need_reason", "contested", "status", "continues", "reliability", "origins", "fidelity", "repeats"],
  relation: ["relation_kind", "quote", "cue_stance", "polarity", "source_type", "source", "parent", "denies", "denied_elsewhere", "chain"],
  hedge: ["hedge_type", "scope", "sourced"],
  bias_flag: ["bias_flag", "unsure", "reason"],
  sourcing_flag: ["sourcing_flag"],
  title: [],
  article: ["byline_kind"],
};
const DEFAULTS = {
  statement: { need: "required", contested: "unknown" },
  relation: { quote: "indirect", cue_stance: "neutral", polarity: "affirm" },
  hedge: { scope: "claim" },
};

/** Return what the page of an article with these sentences comes with; they lie in one paragraph. */
export function dataOf({ lines = LINES, tags = [], suggestions = [] } = {}) {
  let at = 0;
  const statements = lines.map((line, number) => {
    const start = at;
    at += Array.from(line).length + 1;
    return { label: `S${number + 1}`, reference: `a-S${number + 1}`, kind: "body", paragraph: 0, start, end: at - 1 };
  });
  return {
    text: { id: "t", version: 1, content: lines.join(" ") }, article: { slug: "a", title: "A" }, person: "ana",
    statements, tags, suggestions, fields: FIELDS, defaults: DEFAULTS, quotations: [], codebook: {},
    names: { fields: {}, kinds: {}, roles: {} },
  };
}

/** Return the span of words in the article. */
export function at(data, exact, role = "span") {
  const { content } = data.text;
  const start = Array.from(content.slice(0, content.indexOf(exact))).length;
  return { role, start, end: start + Array.from(exact).length, exact };
}

/** Return a suggestion with the tag that it would become. */
export function suggestion(id, kind, label, spans, draft = {}, statement = "S1") {
  const withSpans = !["statement", "sourcing_flag"].includes(kind);
  return {
    id, statement, kind, label, spans, decision: null, layer: "", percent: 90, evidence: "", about: {},
    draft: { values: {}, evidence: [], with_spans: withSpans, source_name: "", ...draft },
  };
}

/** Return an answer of a server. */
export const reply = (status, body = {}, headers = {}) => new Response(JSON.stringify(body), { status, headers });

/** Let everything that waits for an answer go on. */
export async function settled() {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

/** The desk: its tags by place and id, the edits that it knows, and what goes wrong with the next ones. */
export class Desk {
  constructor() {
    this.places = new Map();
    this.known = new Map();
    this.received = [];
    this.revision = 0;
    this.faults = [];
    this.refuses = () => null;
  }

  tags(place) {
    return [...this.#of(place).values()].filter((tag) => !tag.withdrawn);
  }

  all() {
    return new Map([...this.places.keys()].map((place) => [place, this.tags(place)]));
  }

  /** What another window of the same person stores meanwhile. */
  change(place, id, values) {
    const tag = this.#of(place).get(id);
    this.#of(place).set(id, { ...tag, values: { ...tag.values, ...values }, revision_id: this.#next() });
  }

  /** Answer an edit. A fault is "down" (it does not arrive) or "lost" (its answer does not). */
  async send(sent) {
    const fault = this.faults.shift();
    if (fault === "down") throw new TypeError("Failed to fetch");
    const edit = structuredClone(sent);
    this.received.push(edit);
    const answer = this.#answer(edit);
    if (fault === "lost") throw new TypeError("Failed to fetch");
    return answer;
  }

  #answer(edit) {
    const known = this.known.get(edit.key);
    if (known && known.digest !== JSON.stringify(edit)) return reply(409, { code: "edit_key_used", detail: "key", errors: [] });
    if (known) return this.#told(edit, known.made, true);
    const refusal = this.refuses(edit) ?? this.#unseen(edit);
    if (refusal) return reply(409, { errors: [], detail: "Refused.", ...refusal });
    const made = Object.fromEntries(edit.parts.flatMap((part) => part.puts.map((put) => [put.id, this.#put(part.statement ?? "", put)])));
    this.known.set(edit.key, { digest: JSON.stringify(edit), made });
    return this.#told(edit, made, false);
  }

  #told(edit, made, replayed) {
    const statements = edit.parts.map(({ statement }) => ({ statement, tags: structuredClone(this.tags(statement ?? "")) }));
    return reply(200, { key: edit.key, replayed, made, tag_set: { revision: this.revision }, statements });
  }

  #unseen(edit) {
    for (const { statement, puts } of edit.parts) {
      for (const put of puts) {
        const standing = this.#standing(statement ?? "", put);
        const isSeen = standing ? put.base === standing.revision_id || (standing.withdrawn && !put.base) : !put.base;
        if (!isSeen) return { code: "edit_conflict", place: statement };
      }
    }
    return null;
  }

  /** There is one tag with the answers about a statement, whoever named it first. */
  #standing(place, put) {
    const all = [...this.#of(place).values()];
    return all.find((tag) => tag.id === put.id || (put.kind === "statement" && tag.kind === "statement"));
  }

  #put(place, put) {
    const { base: _, ...tag } = put;
    const id = this.#standing(place, put)?.id ?? put.id;
    this.#of(place).set(id, { ...tag, id, revision_id: this.#next() });
    return this.#of(place).get(id).revision_id;
  }

  #next() {
    this.revision += 1;
    return `r${this.revision}`;
  }

  #of(place) {
    if (!this.places.has(place)) this.places.set(place, new Map());
    return this.places.get(place);
  }
}

/** The browser's memory of one window, as keeping.js offers it. */
export class Memory {
  entry = { queue: [], held: {} };

  keep(part) {
    Object.assign(this.entry, structuredClone(part));
    return true;
  }
}

/** Open a window on the desk: with what is stored there, or with the data given. */
export function openWindow(desk = new Desk(), data = dataOf()) {
  const stored = [...desk.all()].flatMap(([place, tags]) => tags.map((tag) => ({ ...tag, reference: place ? `a-${place}` : null })));
  const revisions = new Map();
  const memory = new Memory();
  const outbox = new Outbox({ revisions, keep: (queue) => memory.keep({ queue }), send: (edit) => desk.send(edit) });
  const page = structuredClone({ ...data, tags: [...data.tags, ...stored] });
  const bench = new Bench(page, { outbox, keeper: memory, revisions, fetchTags: async () => structuredClone(desk.all()) });
  return { bench, outbox, memory, desk, data: page };
}
