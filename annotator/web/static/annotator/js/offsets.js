// Positions in code points (the server) and in UTF-16 units (the browser). Ends are exclusive everywhere.

const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit) => unit >= 0xdc00 && unit <= 0xdfff;
const isInsidePair = (text, utf16) => utf16 > 0 && isLow(text.charCodeAt(utf16)) && isHigh(text.charCodeAt(utf16 - 1));

/** Return the code points before the UTF-16 position. Throws RangeError outside the text or inside a surrogate pair. */
export function toCodePoint(text, utf16) {
  if (!Number.isInteger(utf16) || utf16 < 0 || utf16 > text.length) {
    throw new RangeError(`position ${utf16} lies outside 0 to ${text.length}`);
  }
  if (isInsidePair(text, utf16)) {
    throw new RangeError(`UTF-16 position ${utf16} lies inside a surrogate pair`);
  }
  let pairs = 0;
  for (let at = 1; at < utf16; at += 1) {
    if (isInsidePair(text, at)) pairs += 1;
  }
  return utf16 - pairs;
}

/** Return the UTF-16 units before the code point position. Throws RangeError outside the text. */
export function toUtf16(text, codePoint) {
  if (!Number.isInteger(codePoint) || codePoint < 0) {
    throw new RangeError(`position ${codePoint} is no position`);
  }
  let utf16 = 0;
  for (let seen = 0; seen < codePoint; seen += 1) {
    if (utf16 >= text.length) {
      throw new RangeError(`position ${codePoint} lies outside 0 to ${seen}`);
    }
    utf16 += isInsidePair(text, utf16 + 1) ? 2 : 1;
  }
  return utf16;
}
