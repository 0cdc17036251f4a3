"""Convert positions between code points (inside Sourcemark), UTF-16 units (browsers) and UTF-8 bytes (files)."""

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

_TWO_UNITS = re.compile("[\U00010000-\U0010ffff]")
_BLOCK = 256


class OffsetMap:
    """Positions of one text in three units. Building it takes one pass; each question then takes O(log n).

    Every question raises ValueError for a position outside the text or inside a character.
    """

    __slots__ = ("_block_bytes", "_pair_units", "_pairs", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._pairs = [] if text.isascii() else [match.start() for match in _TWO_UNITS.finditer(text)]
        self._pair_units = [pair + index for index, pair in enumerate(self._pairs)]
        self._block_bytes = [0]
        if not text.isascii():
            sizes = (len(_bytes(text[at : at + _BLOCK])) for at in range(0, len(text), _BLOCK))
            self._block_bytes = list(accumulate(sizes, initial=0))

    def to_utf16(self, position: int) -> int:
        """Return the UTF-16 units before the code point at `position`."""
        self._check(position, len(self._text))
        return position + bisect_left(self._pairs, position)

    def from_utf16(self, units: int) -> int:
        """Return the code points before `units`."""
        self._check(units, len(self._text) + len(self._pairs))
        pairs_before = bisect_left(self._pair_units, units)
        if pairs_before and self._pair_units[pairs_before - 1] + 1 == units:
            raise ValueError(f"UTF-16 position {units} lies inside a surrogate pair")
        return units - pairs_before

    def to_utf8(self, position: int) -> int:
        """Return the UTF-8 bytes before the code point at `position`."""
        self._check(position, len(self._text))
        if self._text.isascii():
            return position
        block = position // _BLOCK
        return self._block_bytes[block] + len(_bytes(self._text[block * _BLOCK : position]))

    def from_utf8(self, size: int) -> int:
        """Return the code points before `size` bytes."""
        if self._text.isascii():
            self._check(size, len(self._text))
            return size
        self._check(size, self._block_bytes[-1])
        block = min(bisect_right(self._block_bytes, size), len(self._block_bytes) - 1) - 1
        inside = _bytes(self._text[block * _BLOCK : (block + 1) * _BLOCK])[: size - self._block_bytes[block]]
        try:
            return block * _BLOCK + len(inside.decode("utf-8", "surrogatepass"))
        except UnicodeDecodeError:
            raise ValueError(f"UTF-8 position {size} lies inside a character") from None

    @staticmethod
    def _check(position: int, end: int) -> None:
        if not 0 <= position <= end:
            raise ValueError(f"position {position} lies outside 0 to {end}")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
