// Marks on the words of a statement: every tag and suggestion keeps a line of its own, however they nest and overlap.
import { overlaps } from "./spans.js";

const LAYERS = { relation: "attribution", title: "attribution", hedge: "certainty", bias_flag: "wording" };
const LOOKS = { hedge: "hedge", bias_flag: "flag", title: "title" };

/** Return the marks of tags and of open suggestions; a suggestion that says what a tag says on the same words has none. */
export function marksOf(tags, suggestions, names) {
  const own = tags.filter((tag) => LAYERS[tag.kind]).flatMap((tag) => marks(tag, tag.kind, names(tag), "tag"));
  const offered = suggestions.filter((one) => LAYERS[one.kind]).flatMap((one) => marks(one, one.kind, names(one), "suggestion"));
  const isSaid = (mark) => own.some((other) => other.look === mark.look && other.name === mark.name && overlaps(other, mark));
  return levelled([...own, ...offered.filter((mark) => !isSaid(mark))]);
}

function marks(item, kind, name, type) {
  return item.spans.map((span) => ({
    start: span.start, end: span.end, id: item.id, type,
    look: LOOKS[kind] ?? span.role,
    name: kind === "relation" ? span.role : name,
    isUnsure: type === "suggestion" || Boolean(item.values?.unsure),
  }));
}

/** Give each mark the lowest line that no mark on the same words has; the shortest lie nearest to the words. */
function levelled(found) {
  const placed = [];
  for (const mark of [...found].sort((one, other) => one.end - one.start - (other.end - other.start))) {
    const taken = new Set(placed.filter((other) => overlaps(other, mark)).map((other) => other.level));
    let level = 0;
    while (taken.has(level)) level += 1;
    placed.push({ ...mark, level });
  }
  return placed;
}

/** Return [start, end) cut where marks begin and end: {start, end, marks (the widest first), ending}. */
export function cut(start, end, found) {
  const edges = new Set([start, end]);
  for (const mark of found) for (const edge of [mark.start, mark.end]) if (edge > start && edge < end) edges.add(edge);
  const sorted = [...edges].sort((one, other) => one - other);
  return sorted.slice(0, -1).map((from, number) => {
    const to = sorted[number + 1];
    const here = found.filter((mark) => mark.start <= from && to <= mark.end).sort((one, other) => other.level - one.level);
    return { start: from, end: to, marks: here, ending: here.filter((mark) => mark.end === to) };
  });
}
