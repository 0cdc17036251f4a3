"""E-mails about mentions in the background; safe to run twice, safe to lose (the sweep repairs)."""

from uuid import UUID

from celery import shared_task

from annotator.celery import each_by_itself
from annotator.talk.mailing import people_to_tell, tell_of_mentions


@shared_task(name="talk.tell")
def tell(person_id: str) -> None:
    """Send the person an e-mail about the mentions that they may see."""
    tell_of_mentions(UUID(person_id))


@shared_task(name="talk.sweep")
def sweep() -> int:
    """Tell people of mentions that they were not told of, or may see since; return of how many people it looked."""
    return each_by_itself(tell_of_mentions, people_to_tell())
