from annotator.detection.detect import make_document
from annotator.detection.sentences import HIDDEN, Sentence, TokenKind, read_text
from annotator.text.spans import Span


def sentences(text: str) -> tuple[Sentence, ...]:
    return read_text(make_document(text)).sentences


def words(text: str) -> list[str]:
    return [token.text for token in sentences(text)[0].tokens]


def test_tokens_keep_names_numbers_and_party_marks_together() -> None:
    assert words("Rep. Ada Lee-Smith (D-Ohio) paid 12,000 for the Su-35.") == [
        *("rep", ".", "ada", "lee-smith", "(d-ohio)", "paid", "12,000", "for", "the", "su-35", "."),
    ]


def test_a_quotation_is_one_token_without_words() -> None:
    text = "She said “we may win” today."
    sentence = sentences(text)[0]
    quote = next(token for token in sentence.tokens if token.kind is TokenKind.QUOTE)
    assert text[quote.start : quote.end] == "“we may win”"
    assert quote.text == ""
    assert "may" not in read_text(make_document(text)).visible


def test_a_link_is_one_token_and_ends_nothing_but_the_core() -> None:
    sentence = sentences("The firm sold it ([source](https://a.example/said-so)).")[0]
    assert TokenKind.LINK in {token.kind for token in sentence.tokens}
    assert sentence.text(sentence.end - 1) == "it"


def test_hidden_words_keep_their_places() -> None:
    text = "He said “yes” and left."
    visible = read_text(make_document(text)).visible
    assert len(visible) == len(text)
    assert visible.startswith("he said " + HIDDEN * 5)


def test_a_quotation_over_two_sentences_is_known_in_both() -> None:
    first, second = sentences("“We ran. It was dark,” Lopez said.")
    assert not first.opens_inside_quotation
    assert second.opens_inside_quotation
    assert first.quotations == second.quotations


def test_tokens_of_a_span_and_back() -> None:
    text = "The mayor said it will rain."
    sentence = sentences(text)[0]
    assert sentence.token_range(Span(4, 14)) == (1, 3)
    assert sentence.span(1, 3).of(text) == "mayor said"


def test_outside_a_sentence_there_is_nothing() -> None:
    sentence = sentences("It rains.")[0]
    assert sentence.text(-1) == ""
    assert sentence.word_class(99) == ""
    assert sentence.kind(99) is None


def test_surnames_are_words_after_another_name() -> None:
    assert sentences("Maria Lopez met The Kremlin.")[0].surnames == {"lopez"}


def test_reading_the_same_document_again_costs_nothing() -> None:
    document = make_document("It rains.")
    assert read_text(document) is read_text(document)


def test_a_mark_without_its_pair_is_still_the_edge_of_a_quotation() -> None:
    sentence = sentences("Lee stated, \u201cIt rains.")[0]
    assert sentence.kind(3) is TokenKind.QUOTE
