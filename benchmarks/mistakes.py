"""The worst mistakes on a corpus, grouped by what would repair them: what to work on next."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from benchmarks.accuracy import Corpora
from benchmarks.measures import Record, Words, trimmed, words_of

_SHOWN = 110


def worst_mistakes(corpora: Corpora, count: int) -> Iterator[str]:
    """Yield the groups with their sizes, then the `count` mistakes that detection was surest of, by group."""
    found = [mistake for gold, predicted in corpora.pairs("polnear") for mistake in _mistakes(gold, predicted)]
    for repair, number in Counter(repair for repair, _, _ in found).most_common():
        yield f"{number:>5}  {repair}"
    yield ""
    worst = sorted(found, key=lambda item: (-item[1], item[2]))[:count]
    for repair, weight, shown in sorted(worst, key=lambda item: (item[0], -item[1])):
        yield f"{weight:.2f}  {repair}: {shown}"


def _mistakes(gold: Record, predicted: Record) -> Iterator[tuple[str, float, str]]:
    """Yield the repair, the weight (how sure detection was, or how long the missed words are) and the words."""
    text, words = gold["text"], words_of(gold["text"])
    wanted, found = gold["layers"]["attribution"], predicted["layers"]["attribution"]
    by_cue = {cue: item for item in found for cue in words.of(item["cue"])}
    touched: set[int] = set()
    for item in wanted:
        cue = words.of(item["cue"])
        ours = next((by_cue[word] for word in sorted(cue) if word in by_cue), None)
        touched |= cue
        if ours is None:
            yield _missed(item), 0.5, _shown(text, item)
        else:
            yield from ((repair, ours["score"], _shown(text, item)) for repair in _wrong(text, words, item, ours))
    for item in found:
        if item["cue"] and not words.of(item["cue"]) & touched:
            yield "extra: the corpus has no relation here (cue precision)", item["score"], _shown(text, item)


def _missed(item: Record) -> str:
    quote = item.get("quote_type_derived", "indirect")
    return f"missed {quote} relation (recall of cues)"


def _wrong(text: str, words: Words, item: Record, ours: Record) -> Iterator[str]:
    theirs, own = words.of(item["source"]), words.of(ours["source"])
    if theirs and not own:
        yield "source missed or in another paragraph (linking, coreference)"
    elif theirs and own and not theirs & own:
        yield "another source taken (linking)"
    elif _key(text, item["source"]) != _key(text, ours["source"]):
        yield "edge of the source (apposition, title)"
    content, own_content = words.of(item["content"]), words.of(ours["content"])
    if not content & own_content:
        yield "another content taken (linking)"
    elif _key(text, item["content"]) != _key(text, ours["content"]):
        longer = "too long" if len(own_content) > len(content) else "too short"
        yield f"edge of the content, {longer} (clause edges)"
    if _key(text, item["cue"]) != _key(text, ours["cue"]):
        yield "edge of the cue (auxiliaries, adverbs)"


def _key(text: str, fragments: Any) -> Any:
    return trimmed(text, fragments, exact=False)


def _shown(text: str, item: Record) -> str:
    parts = [part for role in ("source", "cue", "content") for part in item[role]]
    start, end = min(part[0] for part in parts), max(part[1] for part in parts)
    shown = " ".join(text[start:end].split())
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
