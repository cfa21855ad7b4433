"""Doing once, while the first page is read, what would make later ones wait."""

from contextlib import suppress

from casewise.desk.desk import Desk
from casewise.errors import CasewiseError
from casewise.evaluation.classification import classify
from casewise.explanation.explaining import explain
from casewise.explanation.ladder import ladder
from casewise.interview.interviewing import interview
from casewise.model.case import Case


def warm(desk: Desk) -> None:
    """Make the engines, and the codebook."""
    with suppress(CasewiseError):  # who asks for it is told
        interview(desk.ruleset).questions  # noqa: B018  # worked out when it is wanted
        ladder(explain(classify(desk.ruleset, Case(None, {}))))
        desk.book  # noqa: B018
