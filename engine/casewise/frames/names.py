"""The names of the columns of a frame."""

from collections.abc import Collection, Iterable

from casewise.errors import Place, Problem, ProblemsFound
from casewise.reading.words import ticked

FRAME = "frame"
"""The name of a frame in the places of problems."""


def check_names(columns: Iterable[str], added: Collection[str]) -> None:
    """See that no result takes the place of a column.

    Raises:
        ProblemsFound: one would (D406).
    """
    hint = "choose other names for the results with `prefix`"
    problems = [
        Problem(Place(FRAME, 1, at), "D406", f"there is a column {ticked(name)} already", hint)
        for at, name in enumerate(columns, start=1)
        if name in added
    ]
    if problems:
        raise ProblemsFound(problems)
