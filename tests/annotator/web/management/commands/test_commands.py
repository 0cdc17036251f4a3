"""The commands as their users call them."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.suggestions.services import run_detectors, waiting_texts
from annotator.summaries.services import refresh_summary, waiting_summaries
from tests.factories.articles import make_article, statement_of
from tests.factories.tagging import tag, values

EXAMPLE = {
    "article": "seed-b", "scheme": "1.0", "annotators": 1, "adjudicated": False, "overall_score": None,
    "who": {"attributed": (4, 13), "attributed_required": (4, 11), "cited_only": (0, 13), "vague": (2, 13),
            "author_voice": (7, 13), "named": (3, 4), "contested_flat": (1, 1)},
    "certainty": {"hedged_claim": (3, 13), "hedged_any": (6, 13), "unsourced": (2, 3)},
    "basis": {"primary": (2, 4), "linked_sentence": (0, 13)},
    "fairness": {"reply": (0, 3)},
}  # fmt: skip


def run(*words: str, **options: Any) -> str:
    """Return what a command prints."""
    out = StringIO()
    call_command(*words, stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_summary_prints_the_record_of_the_specification() -> None:
    call_command("loaddata", "articles", "codebook", "demo_desk", verbosity=0)

    record = json.loads(run("summary", "seed-b"))

    for key, expected in EXAMPLE.items():
        if not isinstance(expected, dict):
            assert record[key] == expected
            continue
        for name, share in expected.items():
            assert (record[key][name]["k"], record[key][name]["n"]) == share, name
    assert (record["basis"]["sources"], record["basis"]["n_eff"]) == (3, 2.67)
    flags = {"labeling": 1, "one_sided": 1, "opinion_as_fact": 1, "unattributed_contested": 1}
    assert (record["fairness"]["flags"], record["fairness"]["unsure"]) == (flags, 3)
    assert list(record)[:2] == ["article", "scheme"]


def test_summary_tells_what_the_tags_say_now(desk: Desk, edda: User) -> None:
    article = make_article(desk, edda)
    tag(edda, statement_of(article, "S1"), values(claim_type="event", status="unattributed"))

    assert json.loads(run("summary", article.slug))["coverage"]["done"] == 1


@pytest.mark.django_db
def test_an_unknown_slug_is_answered_with_known_ones(desk: Desk, edda: User) -> None:
    make_article(desk, edda)

    with pytest.raises(CommandError, match="mayor-denies"):
        run("summary", "nowhere")


def test_import_articles_takes_the_good_and_names_the_bad(desk: Desk, edda: User, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("The mayor resigned, two officials said.")
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9")
    (tmp_path / "list.jsonl").write_text('{"text": "One said so."}\nnonsense\n')
    out, err = StringIO(), StringIO()

    with pytest.raises(SystemExit) as leaving:
        call_command("import_articles", *map(str, sorted(tmp_path.iterdir())), str(tmp_path / "gone.txt"),
                     stdout=out, stderr=err)  # fmt: skip

    assert leaving.value.code == 1
    assert "2 stored, 3 refused" in out.getvalue()
    assert all(place in err.getvalue() for place in ("bad.txt", "line 2", "gone.txt"))
    assert Article.objects.filter(desk=desk, added_by=edda).count() == 2


@pytest.mark.django_db
def test_import_articles_asks_which_desk(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--desk"):
        run("import_articles", str(tmp_path / "a.txt"))


def test_import_articles_needs_an_editor(desk: Desk, ana: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="editor"):
        run("import_articles", str(tmp_path / "a.txt"), "--as", "ana")


def test_wait_for_summaries_ends_when_all_is_done(desk: Desk, edda: User) -> None:
    make_article(desk, edda)
    with pytest.raises(CommandError, match="does the worker run"):
        run("wait_for_summaries", timeout=0)

    for text_id in waiting_texts(10):
        run_detectors(text_id=text_id)
    for text_id, tag_set_id in waiting_summaries(10):
        refresh_summary(text_id=text_id, tag_set_id=tag_set_id)

    printed = run("wait_for_summaries", timeout=0)
    assert "progress: 1/1" in printed
    assert "0 of 3 statements finished" in printed


@pytest.mark.django_db
def test_prepare_desk_loads_the_demo_once_and_leaves_a_desk_alone() -> None:
    assert "loading the sample articles" in run("prepare_desk")
    Desk.objects.update(name="Our own desk")

    assert "loading" not in run("prepare_desk")
    assert Desk.objects.get().name == "Our own desk"


@pytest.mark.django_db
def test_the_fixtures_are_what_make_fixtures_makes(tmp_path: Path) -> None:
    call_command("make_fixtures", into=tmp_path)

    for name in ("articles.json", "demo_desk.json"):
        assert (tmp_path / name).read_bytes() == (Path("fixtures") / name).read_bytes(), f"run make_fixtures: {name}"
