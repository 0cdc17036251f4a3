"""Tell from its words alone what a line may be: a bullet, a heading, a date, a byline, a caption, page furniture."""

import re
from enum import StrEnum

from annotator.text.datelines import is_author, is_date
from annotator.text.lines import MARKER, ends_sentence


class LineKind(StrEnum):
    """What a line looks like; its place in the article decides what it is."""

    PLAIN = "plain"
    BULLET = "bullet"
    HEADING = "heading"
    RULE = "rule"
    LIST_LABEL = "list_label"
    DATE = "date"
    AUTHOR = "author"
    AUTHOR_LABEL = "author_label"
    CREDIT = "credit"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"


CAPTION_LABEL = re.compile(
    r"!\[|(?:(?:file |stock )?(?:photos?|images?|pictures?|photographs?|videos?|graphic|illustration)(?: credits?)?"
    r"|caption|credits?)[ \t]*:[ \t]*",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"[(\[]?(?:file )?(?:photo|image|picture|photograph|illustration) (?:by|courtesy)\b", re.IGNORECASE
)
_AGENCY_CREDIT = re.compile(r"(?:/|via )(?:AP|AFP|EPA|Reuters|Getty Images|TASS|Xinhua)[)\]]?$", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"[*_(\[]*(?:"
    r"(?:sign|signed) up (?:for|to|here|now)\b|subscribe(?:$|[ !:](?:to|now|today|here|for)\b)"
    r"|(?:read|learn|see|watch|hear|find out) more\s*[:»>→]|more on this story"
    r"|related(?: (?:articles|stories|coverage|content|links|news|topics|reading))?\s*:"
    r"|see also\s*:"
    r"|also read\s*:|read (?:also|next)\s*:|recommended\s*:|continue reading\b|(?:story|article) continues below"
    r"|©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4})|this (?:article|story|piece|column|essay|post) "
    r"(?:(?:was|is|has been) )?(?:originally |first |re)(?:published|appeared|posted)\b"
    r"|follow us\b|like us on\b|click here\b|download (?:our|the) app\b|support our (?:journalism|work)\b"
    r"|share (?:this|on)\b.{0,40}$|we use cookies\b|this (?:site|website) uses cookies\b"
    r"|(?:advertisements?|advertising|sponsored(?: content)?|promoted|newsletter|read more"
    r"|related(?: articles| stories)?|subscribe|share|comments?|log in|sign in|loading|most read|trending)"
    r"[*_)\]]*[.:…]*$"
    r")",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"\ball rights reserved\b", re.IGNORECASE)
_LIST_LABEL = re.compile(
    r"[*_]*(?:key (?:points?|takeaways?|facts)|takeaways?|highlights|summary|at a glance|in brief|tl;?dr|the gist"
    r"|what (?:to|you need to) know|bullet points)[*_]*\s*:?[*_]*$",
    re.IGNORECASE,
)
_AUTHOR_LABEL = re.compile(
    r"[*_]*(?:(?:about the )?authors?|about the (?:writers?|reporters?)|written by|byline)\s*:?[*_]*$", re.IGNORECASE
)
_CREDIT = re.compile(
    r"\(?(?:(?:additional )?reporting|reported|written|edited|editing|compiled|story|words|text|translated|produced)"
    r" by\b|(?:authors?|byline|correspondent|editor|reporter)\s*:",
    re.IGNORECASE,
)
_RULE_MARKS = frozenset("-*_=~#.·•–—+|> \t\u00a0")
_LONGEST_NOTE = 200
_LONGEST_CAPTION = 300


def line_kind(words: str) -> LineKind:
    """Return what the line looks like."""
    marker = MARKER.match(words)
    if marker is not None and marker.lastgroup in ("bullet", "heading") and any(map(str.isalnum, words)):
        if marker.lastgroup == "bullet":
            return LineKind.BULLET
        return LineKind.BOILERPLATE if _LIST_LABEL.match(words, marker.end()) else LineKind.HEADING
    if _is_rule(words):
        return LineKind.RULE
    if len(words) > _LONGEST_CAPTION:
        return LineKind.CAPTION if CAPTION_LABEL.match(words) else LineKind.PLAIN
    return _furniture(words) or _by_whom_and_when(words) or LineKind.PLAIN


def _furniture(words: str) -> LineKind | None:
    if CAPTION_LABEL.match(words) or _CAPTION.match(words) or _AGENCY_CREDIT.search(words):
        return LineKind.CAPTION
    if _BOILERPLATE.match(words) or _RIGHTS.search(words):
        return LineKind.BOILERPLATE
    return LineKind.LIST_LABEL if _LIST_LABEL.match(words) else None


def _by_whom_and_when(words: str) -> LineKind | None:
    if _AUTHOR_LABEL.match(words):
        return LineKind.AUTHOR_LABEL
    if len(words) <= _LONGEST_NOTE and _CREDIT.match(words) and (words[0] == "(" or not ends_sentence(words)):
        return LineKind.CREDIT
    if is_author(words):
        return LineKind.AUTHOR
    return LineKind.DATE if is_date(words) else None


def _is_rule(words: str) -> bool:
    return words[0] in _RULE_MARKS and _RULE_MARKS.issuperset(words)
