"""The codebook ready for pages."""

from annotator.tagging.fields import ANSWERS
from annotator.web.guide import CodebookGuide, read_guide


def test_every_stored_answer_has_a_name_a_definition_and_a_question(codebook: None) -> None:
    guide = read_guide()

    for field, keys in ANSWERS.items():
        labels = {label.record.key: label for label in guide.of(field)}
        assert set(labels) == set(keys), field
        assert all(label.name and label.definition and label.question for label in labels.values())


def test_an_empty_guide_makes_names_of_keys(db: None) -> None:
    assert read_guide() == CodebookGuide()
    assert read_guide().name("status", "citation_only") == "Citation only"
