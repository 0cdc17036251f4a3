// Words by code point, the unit of every span. JavaScript's own strings count UTF-16 units instead.

/** A text that gives its words by code points; build it once for each text. */
export class CodePoints {
  #points;

  constructor(text) {
    this.#points = Array.from(text);
  }

  get length() {
    return this.#points.length;
  }

  /** Return the words between two positions, as far as the text goes. */
  slice(start, end) {
    return this.#points.slice(start, end).join("");
  }
}

/** Compare two strings by their code points, as the server sorts them, and not by their UTF-16 units. */
export function compareText(one, other) {
  const [left, right] = [Array.from(one), Array.from(other)];
  const at = left.findIndex((point, index) => point !== right[index]);
  if (at === -1) return left.length - right.length;
  return right[at] === undefined ? 1 : left[at].codePointAt(0) - right[at].codePointAt(0);
}
