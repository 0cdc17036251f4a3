// Words as they are quoted in sentences for people. The server words its sentences the same way.

export const QUOTATION_MARKS = "\"“”„‟«»‹›";
const MARK = new RegExp(`[${QUOTATION_MARKS}]`, "u");
const OUTER_MARKS = new RegExp(`^[${QUOTATION_MARKS}]+|[${QUOTATION_MARKS}]+$`, "gu");
// What Python takes for white space; JavaScript's \s knows no separators such as \x1c, and takes \ufeff for one.
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const LONGEST = 60;

const pieces = (text) => text.split(SPACES).filter(Boolean);

export const isBlank = (text) => pieces(text).length === 0;

export const hasQuotationMarks = (words) => MARK.test(words);

/** Return the words in quotation marks of our own, cut when they are long. */
export function cited(words) {
  const points = Array.from(pieces(words).join(" ").replace(OUTER_MARKS, ""));
  return points.length <= LONGEST ? `“${points.join("")}”` : `“${points.slice(0, LONGEST - 3).join("")}…”`;
}

/** Return the parts as one enumeration: a, b and c. */
export function listed(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** Return a key of the codebook as words: citation_only, citation only. */
export const spoken = (key) => key.replaceAll("_", " ");

/** Return how many threads of comments on a statement were open when the page was loaded; empty for none. */
export function threadsOn(bench, place) {
  const count = bench.data.threads?.[place];
  return count ? `${count} open thread${count > 1 ? "s" : ""}` : "";
}
