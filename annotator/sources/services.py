"""What is done with the source registry: register, merge, undo a merge, resolve a mention."""

from django.db import transaction

from annotator.desks.models import Desk
from annotator.errors import DomainError
from annotator.sources.models import SOURCE_TYPES, Source, SourceAlias
from annotator.sources.names import name_key

LONGEST_NAME = 200


@transaction.atomic
def register_source(*, desk: Desk, name: str, source_type: str, aliases: tuple[str, ...] = ()) -> Source:
    """Return the desk's source of that name or alias, made if it is new; new aliases are added.

    Raises DomainError `source_name_empty`, `source_name_too_long` or `source_type_unknown`.
    """
    if not name_key(name):
        raise DomainError("source_name_empty", "A source needs a name.", field="name")
    _refuse_long(name)
    if source_type not in dict(SOURCE_TYPES):
        raise DomainError("source_type_unknown", f"“{source_type}” is not a type of source.", field="source_type")
    source = resolve_mention(desk=desk, mention=name)
    if source is None:
        source, _ = Source.objects.get_or_create(
            desk=desk, key=name_key(name), defaults={"name": name.strip(), "source_type": source_type}
        )
    for alias in aliases:
        add_alias(source=source, name=alias)
    return source


def add_alias(*, source: Source, name: str) -> None:
    """Let the source be found under another name. Raises DomainError `alias_taken` where another source has it."""
    _refuse_long(name)
    holder = resolve_mention(desk=source.desk, mention=name)
    if holder is not None and holder != source:
        raise DomainError(
            "alias_taken", f"“{name}” already belongs to {holder.name}: merge the two, or choose another name."
        )
    if holder is None:
        SourceAlias.objects.get_or_create(
            desk=source.desk, key=name_key(name), defaults={"source": source, "name": name.strip()}
        )


def _refuse_long(name: str) -> None:
    if max(len(name.strip()), len(name_key(name))) > LONGEST_NAME:
        message = f"A source's name has at most {LONGEST_NAME} characters."
        raise DomainError("source_name_too_long", message, field="name")


def resolve_mention(*, desk: Desk, mention: str) -> Source | None:
    """Return the living source that goes by these words on the desk, following merges."""
    key = name_key(mention)
    source = (
        Source.objects.filter(desk=desk, key=key).first()
        or Source.objects.filter(aliases__desk=desk, aliases__key=key).first()
    )
    while source is not None and source.merged_into is not None:
        source = source.merged_into
    return source


@transaction.atomic
def merge_sources(*, source: Source, into: Source) -> None:
    """Let one source stand for another from now on; nothing is deleted, so `undo_merge` brings it back.

    Raises DomainError `merge_refused` across desks, into itself, or where a circle would arise.
    """
    rows = {row.pk: row for row in Source.objects.select_for_update(no_key=True).filter(pk__in=[source.pk, into.pk])}
    target = rows[into.pk]
    if source.pk == into.pk or source.desk_id != into.desk_id or target.merged_into_id is not None:
        raise DomainError("merge_refused", f"{source.name} cannot be merged into {into.name}.", field="into")
    Source.objects.filter(pk=source.pk).update(merged_into=target)
    source.refresh_from_db()


def undo_merge(*, source: Source) -> None:
    """Make a merged source stand for itself again."""
    Source.objects.filter(pk=source.pk).update(merged_into=None)
    source.refresh_from_db()
