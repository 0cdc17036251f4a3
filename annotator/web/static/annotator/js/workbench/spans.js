// Half-open spans {start, end} of code points.

export const overlaps = (one, other) => one.start < other.end && other.start < one.end;

/** Say whether the second span lies wholly inside the first. */
export const contains = (outer, inner) => outer.start <= inner.start && inner.end <= outer.end;

export const compareSpans = (one, other) => one.start - other.start || one.end - other.end;

export const isSameSpan = (one, other) => compareSpans(one, other) === 0;
