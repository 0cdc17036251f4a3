"""Changes of the lexicons, made through the door that everybody uses."""

from annotator.desks.models import User
from annotator.detection.overlay import Action, Wish
from annotator.suggestions.models import LexiconEntry
from annotator.suggestions.newsroom import change_lexicons, newest_revision

ADD_DOOMSTER = Wish(Action.ADD, "wording", "doomster", "labeling", 0.5, "say what is warned of")
RETIRE_ALLEGEDLY = Wish(Action.RETIRE, "certainty", "allegedly")
WEIGH_SAID = Wish(Action.CHANGE, "cues", "said", weight=0.5)


def change(editor: User, *wishes: Wish) -> tuple[LexiconEntry, ...]:
    """Return the stored changes."""
    return change_lexicons(actor=editor, wishes=wishes, seen=newest_revision())
