"""Recognise lines that hold only a date, or only the name of the author."""

import re

from annotator.text.lines import ends_sentence

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thur?s?|fri|sat|sun"
_CALENDAR_WORD = re.compile(rf"(?:{_MONTHS}|{_DAYS})\b", re.IGNORECASE)
_DATE = re.compile(
    rf"(?:{_MONTHS})\b|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}", re.IGNORECASE
)
_DATE_PIECE = re.compile(
    rf"{_MONTHS}|{_DAYS}|\d{{1,4}}(?:st|nd|rd|th)?|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}(?:t[\d:]{{4,8}}z?)?"
    r"|\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:am|pm)?|\d{1,2}(?:am|pm)|published|updated|posted|last|first|modified|issued"
    r"|dated?|at|on|of|the|[ap]\.?m|[ecmp][sd]?t|gmt|utc|bst|cest|cet|z",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[.:'’/-][^\W_]+)*")
_BY = re.compile(r"by[ :\t]\s*", re.IGNORECASE)
_NAME_END = re.compile(r"[,|•·–—/]|\s-\s|\bfor\b|\bin\b")
_PARTICLE = re.compile(r"and|&|de|del|della|der|den|di|da|du|la|le|van|von|bin|ibn|al|el|ben|with", re.IGNORECASE)
_LONGEST_DATE = 80
_LONGEST_AUTHOR = 120
_MOST_NAMES = 10


def is_date(words: str) -> bool:
    """Say whether the line holds a date, a time and nothing else ("Published: Monday, March 3, 2008 10:30 AM EST")."""
    if len(words) > _LONGEST_DATE or not any(map(str.isdigit, words)) or not _DATE.search(words):
        return False
    return all(map(_DATE_PIECE.fullmatch, _WORD.findall(words)))


def is_author(words: str) -> bool:
    """Say whether the line names its author and nothing else ("By Jane Doe and John Roe, Example Times")."""
    opening = _BY.match(words)
    if opening is None or len(words) > _LONGEST_AUTHOR or ends_sentence(words):
        return False
    names_end = _NAME_END.search(words, opening.end())
    names = words[opening.end() : names_end.start() if names_end else len(words)].split()
    if not names or len(names) > _MOST_NAMES or _CALENDAR_WORD.match(names[0]):
        return False
    if len(names) == 1 and names_end is not None:
        return False
    return all(name[0].isupper() or _PARTICLE.fullmatch(name) for name in names)
