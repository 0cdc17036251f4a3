// Sample tags in the shape of the API, marked by their words in one sentence.
import { CodePoints } from "../../annotator/web/static/annotator/js/workbench/codepoints.js";
import { record } from "../../annotator/web/static/annotator/js/workbench/derive.js";

export const SENTENCE =
  "😀 The mayor reportedly said the bridge is “closed”, but critics claim that it may open.";
export const TEXT = new CodePoints(SENTENCE);
export const STATEMENT = { reference: "a-S1", label: "S1", kind: "body", start: 0, end: TEXT.length, paragraph: 0 };

/** Return the span of these words, in code points as the API has them. */
export function words(exact, role = "span") {
  const start = Array.from(SENTENCE.slice(0, SENTENCE.indexOf(exact))).length;
  return { role, start, end: start + Array.from(exact).length, exact };
}

export const statement = (values, more = {}) =>
  ({ id: "values", kind: "statement", values: { claim_type: "event", ...values }, spans: [], evidence: [], ...more });

/** Return a relation with these words; null leaves a part unmarked. */
export function relation({ id = "r1", name = null, registered = null, ...given } = {}) {
  const { source = null, cue = "said", content = "the bridge", ...values } = given;
  const parts = Object.entries({ source, cue, content }).filter(([, exact]) => exact !== null);
  const spans = parts.map(([role, exact]) => words(exact, role));
  const answers = { relation_kind: "assertion", ...values, source: registered };
  return { id, kind: "relation", values: answers, source_name: name, spans };
}

/** Return a relation that the mayor speaks in. */
export const mayor = (values = {}) =>
  relation({ source: "The mayor", name: "The mayor", source_type: "described_person", ...values });

const onWords = (id, kind, values, exact) => ({ id, kind, values, spans: [words(exact)] });

export const hedge = (type, exact, values = {}) =>
  onWords(`h-${exact}`, "hedge", { hedge_type: type, sourced: false, ...values }, exact);

export const flag = (name) => onWords(`b-${name}`, "bias_flag", { bias_flag: name }, "may");

export const title = (exact) => onWords("title", "title", {}, exact);

/** Return the record of tags on the sentence, with a status. */
export const tagged = (status, ...tags) => record(STATEMENT, [statement({ status }), ...tags]);
