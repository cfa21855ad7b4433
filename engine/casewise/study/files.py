"""A sample as texts: JSON lines of case records, and a table in CSV."""

import csv
import json
from collections.abc import Iterable
from io import StringIO

from casewise.facts import Choice, Known, Span
from casewise.model.case import Case
from casewise.model.study.sample import Row
from casewise.model.vocabulary import Vocabulary
from casewise.reading.study.sample import DRAWN, WEIGHTS
from casewise.reading.writing import plain, plain_case


def records_text(cases: Iterable[Case], vocabulary: Vocabulary) -> str:
    """Case records as JSON lines."""
    return "".join(
        json.dumps(plain_case(vocabulary, case), ensure_ascii=False) + "\n" for case in cases
    )


def sample_text(rows: Iterable[Row], attributes: Vocabulary) -> str:
    """The rows of a sample as CSV; a cell is empty where an attribute is not known."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [fact.name for fact in attributes.facts]
    writer.writerow([*DRAWN, *WEIGHTS, *names])
    for row in rows:
        drawn = [getattr(row, column) for column in (*DRAWN, *WEIGHTS)]
        writer.writerow([*drawn, *(_cell(attributes, row, name) for name in names)])
    return text.getvalue()


def _cell(attributes: Vocabulary, row: Row, name: str) -> str:
    known: Known | None = row.attributes.get(name)
    fact = attributes.find("", name)
    if known is None or fact is None or not isinstance(known, Choice | Span):
        return ""
    return str(plain(fact, known))
