from annotator.detection.detect import detect, make_document
from annotator.detection.detectors.sourcing import DETECTOR, MAX_LINKS


def flags(text: str) -> list[tuple[str, str]]:
    return [(finding.statement, finding.label) for finding in detect(make_document(text), (DETECTOR,))]


def test_the_later_links_are_flagged_and_the_evidence_names_the_shared_words() -> None:
    text = (
        "A ([s](https://one.example/putin-will-meet-leader-friday-9ba6)). "
        "B ([s](https://two.example/a/putin-meets-leader-on-friday/79.html)). "
        "C ([s](https://three.example/putin-leader-friday-meeting))."
    )
    findings = detect(make_document(text), (DETECTOR,))
    assert [finding.statement for finding in findings] == ["S2", "S3"]
    assert "friday, leader" in findings[0].evidence
    assert "one.example" in findings[0].evidence


def test_addresses_without_words_are_never_alike() -> None:
    assert flags("A ([s](https://one.example/123456)). B ([s](https://two.example/123456)).") == []


def test_a_broken_address_is_passed_over() -> None:
    assert flags("A ([s](https://[one/fire-closes-northern-harbour)). B ([s](https://two.example/fire)).") == []


def test_many_links_are_compared_up_to_a_bound() -> None:
    text = " ".join(f"A ([s](https://h{n}.example/fire-closes-northern-harbour))." for n in range(MAX_LINKS + 50))
    assert len(flags(text)) == MAX_LINKS - 1


def test_a_leak_that_somebody_checked_is_not_flagged() -> None:
    assert flags("A leaked recording shows it. The leaked recording was authenticated by two labs.") == [
        ("S1", "authenticity_not_stated")
    ]
