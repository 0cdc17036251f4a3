// Words of a statement from a selection. Where the same words occur several times, `#2` says which, as the server reads it.

export function occurrence(text, start, words) {
  const places = [];
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + 1)) places.push(at);
  return places.length > 1 ? places.indexOf(start) + 1 : 0;
}

export function writeWords(text, start, end) {
  const selected = text.slice(start, end);
  const words = selected.trim();
  if (!words) return "";
  const at = start + selected.indexOf(words);
  const number = occurrence(text, at, words);
  return number ? `${words} #${number}` : words;
}

export function selectedWords(container) {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0) return "";
  const range = selection.getRangeAt(0);
  if (!container.contains(range.startContainer) || !container.contains(range.endContainer)) return "";
  const before = document.createRange();
  before.setStart(container, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  return writeWords(container.textContent, start, start + range.toString().length);
}
