"""Runs of the detectors, and what people decide about what they find."""

from dataclasses import replace

import pytest

from annotator.articles.models import Article, ArticleText
from annotator.desks.models import Desk, User
from annotator.detection.base import Document, Finding, FindingKind, Layer, RoleSpan, SpanRole
from annotator.detection.detect import detect
from annotator.detection.overlay import Action
from annotator.detection.registry import DETECTORS
from annotator.errors import DomainError
from annotator.suggestions import services
from annotator.suggestions.models import Decision, DetectionRun, Suggestion
from annotator.suggestions.services import decide, decisions_of, detector_versions, run_detectors, waiting_texts
from annotator.suggestions.tasks import sweep
from annotator.text.spans import Span
from tests.factories.articles import make_article, text_of
from tests.factories.lexicons import ADD_DOOMSTER, RETIRE_ALLEGEDLY, change


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    """Return a short article."""
    return make_article(desk, edda)


@pytest.fixture
def text(article: Article) -> ArticleText:
    """Return its text."""
    return text_of(article)


def found(label: str, start: int) -> Finding:
    span = RoleSpan(SpanRole.CUE, Span(start, start + 4))
    return Finding(Layer.CERTAINTY, FindingKind.HEDGE, label, "S1", (span,), 0.5, "a test lexicon", "9")


def test_a_run_stores_what_was_found_with_evidence_and_version(text: ArticleText) -> None:
    run = run_detectors(text_id=text.pk)

    suggestion = Suggestion.objects.get(text=text, label="allegation")
    assert run is not None and (run.new, run.detectors) == (run.found, detector_versions())
    assert suggestion.statement is not None and suggestion.statement.label == "S1"
    assert "allegedly" in suggestion.evidence and suggestion.version


def test_the_same_detectors_search_a_text_once(text: ArticleText) -> None:
    run_detectors(text_id=text.pk)

    assert run_detectors(text_id=text.pk) is None
    assert DetectionRun.objects.filter(text=text).count() == 1


def test_a_run_again_doubles_nothing(text: ArticleText) -> None:
    first = run_detectors(text_id=text.pk)

    second = run_detectors(text_id=text.pk, again=True)

    assert first is not None and second is not None
    assert (second.kept, second.new, second.stale) == (first.found, 0, 0)


def test_what_is_no_longer_found_is_stale_and_comes_back(text: ArticleText, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [[found("hearsay", 40), found("epistemic", 50)], [found("hearsay", 40)], [found("epistemic", 50)]]
    states = []
    for findings in runs:
        monkeypatch.setattr(services, "detect", lambda _, findings=findings: tuple(findings))
        run_detectors(text_id=text.pk, again=True)
        states.append(dict(Suggestion.objects.filter(text=text).values_list("label", "is_stale")))

    assert states == [
        {"hearsay": False, "epistemic": False},
        {"hearsay": False, "epistemic": True},
        {"hearsay": True, "epistemic": False},
    ]


def test_a_decision_survives_a_run_again(text: ArticleText, ana: User) -> None:
    run_detectors(text_id=text.pk)
    suggestion = Suggestion.objects.get(text=text, label="allegation")
    decide(actor=ana, suggestion=suggestion, decision=Decision.REJECTED)

    run_detectors(text_id=text.pk, again=True)

    assert decisions_of(person=ana, text=text) == {suggestion.pk: Decision.REJECTED}


def test_decisions_are_a_persons_own_and_can_be_taken_back(text: ArticleText, ana: User, ben: User) -> None:
    run_detectors(text_id=text.pk)
    suggestion = Suggestion.objects.get(text=text, label="allegation")
    decide(actor=ana, suggestion=suggestion, decision=Decision.REJECTED)
    decide(actor=ana, suggestion=suggestion, decision=Decision.REOPENED)

    assert decisions_of(person=ana, text=text) == decisions_of(person=ben, text=text) == {}
    assert suggestion.decisions.count() == 2


def test_readers_do_not_decide(text: ArticleText, rita: User) -> None:
    run_detectors(text_id=text.pk)

    with pytest.raises(DomainError) as refusal:
        decide(actor=rita, suggestion=Suggestion.objects.filter(text=text)[0], decision=Decision.ACCEPTED)

    assert refusal.value.code == "not_allowed"


def test_a_text_waits_until_it_was_searched(text: ArticleText) -> None:
    assert waiting_texts(10) == [text.pk]

    run_detectors(text_id=text.pk)

    assert waiting_texts(10) == []


def test_new_detectors_make_every_text_wait_again(text: ArticleText, monkeypatch: pytest.MonkeyPatch) -> None:
    run_detectors(text_id=text.pk)

    monkeypatch.setattr(services, "DETECTORS", DETECTORS[:1])

    assert waiting_texts(10) == [text.pk]


def test_a_text_that_a_detector_cannot_read_holds_up_nobody(
    text: ArticleText, desk: Desk, edda: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ValueError("cannot read this")

    with monkeypatch.context() as patched:
        patched.setattr(services, "detect", fail)
        sweep()

    run = DetectionRun.objects.get(text=text)
    assert (run.found, "cannot read this" in run.failure, waiting_texts(10)) == (0, True, [])
    other = text_of(make_article(desk, edda, "The office said so."))
    sweep()
    assert DetectionRun.objects.filter(text=other, failure="").exists()


def test_a_changed_lexicon_makes_every_text_wait_again(text: ArticleText, edda: User) -> None:
    run_detectors(text_id=text.pk)
    change(edda, RETIRE_ALLEGEDLY)

    assert waiting_texts(10) == [text.pk]
    sweep()

    run = DetectionRun.objects.filter(text=text).latest("number")
    assert (run.number, run.detectors, run.stale) == (2, f"{detector_versions(0)} newsroom=1", 1)
    assert waiting_texts(10) == []


def test_a_retired_word_no_longer_fires_and_decisions_survive(text: ArticleText, ana: User, edda: User) -> None:
    run_detectors(text_id=text.pk)
    suggestion = Suggestion.objects.get(text=text, label="allegation")
    decide(actor=ana, suggestion=suggestion, decision=Decision.REJECTED)

    change(edda, RETIRE_ALLEGEDLY)
    sweep()
    suggestion.refresh_from_db()
    assert suggestion.is_stale

    change(edda, replace(RETIRE_ALLEGEDLY, action=Action.BRING_BACK))
    sweep()
    suggestion.refresh_from_db()
    assert not suggestion.is_stale
    assert decisions_of(person=ana, text=text) == {suggestion.pk: Decision.REJECTED}


def test_a_word_of_the_newsroom_is_named_as_such(desk: Desk, edda: User) -> None:
    text = text_of(make_article(desk, edda, "The doomster report came on Monday."))
    change(edda, ADD_DOOMSTER)

    run_detectors(text_id=text.pk)

    suggestion = Suggestion.objects.get(text=text, layer="wording")
    assert suggestion.evidence == "“doomster” was added to the wording lexicon by your newsroom as labeling."
    assert suggestion.values["neutral"] == "say what is warned of"


def test_a_lexicon_changed_during_a_search_is_searched_with(
    text: ArticleText, edda: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches = []

    def slow(document: Document) -> tuple[Finding, ...]:
        searches.append(document.lexicons)
        if len(searches) == 1:
            change(edda, RETIRE_ALLEGEDLY)
        return detect(document)

    monkeypatch.setattr(services, "detect", slow)

    run = run_detectors(text_id=text.pk)

    assert run is not None and run.detectors.endswith(" newsroom=1")
    assert [len(lexicons.own) for lexicons in searches] == [0, 1]
    assert not Suggestion.objects.filter(text=text, label="allegation").exists()
    assert waiting_texts(10) == []


def test_the_versions_fit_into_their_column_with_any_revision() -> None:
    length = DetectionRun._meta.get_field("detectors").max_length

    assert length is not None and len(detector_versions(2_147_483_647)) <= length


def test_texts_are_searched_again_when_the_models_come_back(text: ArticleText, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCEMARK_MODELS", "off")
    run_detectors(text_id=text.pk)
    assert waiting_texts(10) == []
    monkeypatch.delenv("SOURCEMARK_MODELS")

    assert waiting_texts(10) == [text.pk]
    sweep()
    assert [run.notice == "" for run in DetectionRun.objects.filter(text=text).order_by("number")] == [False, True]
