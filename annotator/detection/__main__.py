"""Findings from the command line: `python -m annotator.detection < in.jsonl > out.jsonl`.

A line in is {"id", "text"}; a line out is {"id", "text", "layers", "statements", "findings"}, where `layers` has the
form of the annotated corpora. A line that cannot be read is reported on the error stream with its number and skipped;
the exit status is then 1. Where a model file is missing or damaged the error stream says so, and rules alone do the
work.
"""

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final, TextIO

from annotator.detection.base import Document, Finding, SpanRole
from annotator.detection.corpus_form import Form, corpus_record
from annotator.detection.detect import detect, make_document
from annotator.detection.models.networks import open_networks

_WHOLE_ARTICLE: Final = "article"


def main(arguments: list[str] | None = None) -> int:
    """Read texts from standard input, write findings to standard output, return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m annotator.detection", description=__doc__)
    parser.add_argument("--explain", action="store_true", help="write readable text with the evidence of each finding")
    parser.add_argument(
        "--attributions",
        type=Form,
        choices=list(Form),
        default=Form.AUTO,
        help="whole relations, or each span by itself; auto (the default): spans for a text of one paragraph, as "
        "corpora of single sentences have them, and relations for a longer text",
    )
    asked = parser.parse_args(arguments)
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # a bad byte costs its line, not the run
    notice = open_networks().notice
    if notice:
        sys.stderr.write(f"{notice}\n")
    return run(
        sys.stdin, sys.stdout, sys.stderr, explain if asked.explain else partial(as_json, form=asked.attributions)
    )


def run(
    lines: Iterable[str], out: TextIO, errors: TextIO, write: Callable[[str, Document, tuple[Finding, ...]], str]
) -> int:
    """Write the findings of every line that holds a text. Return 1 when a line was skipped, else 0."""
    status = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            key, text = _read(line)
        except ValueError as problem:
            errors.write(f"line {number}: {problem}; skipped\n")
            status = 1
            continue
        document = make_document(text)
        out.write(write(key, document, detect(document)) + "\n")
    return status


def as_json(key: str, document: Document, findings: tuple[Finding, ...], form: Form = Form.AUTO) -> str:
    """Write the findings of a text as one JSON object."""
    return json.dumps(corpus_record(key, document, findings, form), ensure_ascii=False)


def explain(key: str, document: Document, findings: tuple[Finding, ...]) -> str:
    """Write the findings of a text as readable lines, each statement before what was seen in it."""
    by_statement: dict[str, list[Finding]] = {}
    for finding in findings:
        by_statement.setdefault(finding.statement, []).append(finding)
    lines = [f"=== {key}"]
    for statement in document.statements:
        lines.append(f"{statement.label}  {' '.join(statement.span.of(document.text).split())}")
        lines += _explained(by_statement.get(statement.label, ()), document.text)
    lines += [_WHOLE_ARTICLE, *_explained(by_statement.get("", ()), document.text)]
    return "\n".join(lines)


def _read(line: str) -> tuple[str, str]:
    """Return id and text of a line. Raises ValueError."""
    try:
        row = json.loads(line)
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
        raise ValueError('expected an object with "id" and "text"')
    row["text"].encode("utf-8")  # raises for halves of surrogate pairs, which could not be written out again
    return str(row["id"]), row["text"]


def _explained(findings: Iterable[Finding], text: str) -> Iterator[str]:
    for finding in findings:
        words = "; ".join(_marked(part.role, part.span.of(text)) for part in finding.spans)
        values = ", ".join(f"{key} {value}" for key, value in finding.values.items() if value != finding.label)
        about = " | ".join(part for part in (words, values) if part)
        yield f"    {finding.kind} {finding.label} ({finding.score:.2f}){': ' + about if about else ''}"
        yield f"        {finding.evidence}"


def _marked(role: SpanRole, words: str) -> str:
    return f"{role} \u201c{' '.join(words.split())}\u201d"


if __name__ == "__main__":
    raise SystemExit(main())
