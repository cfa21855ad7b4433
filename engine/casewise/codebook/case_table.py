"""Worked cases as a table."""

from collections.abc import Callable, Sequence

from casewise.codebook.cross_references import Pinned
from casewise.codebook.document import Code, Piece, Row, Table, Words, joined
from casewise.codebook.naming import case_link, cite_links, outcome_label, under_words
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset
from casewise.result import UNDECIDED

HEAD = ("Case", "What it shows", "Expected", "Rests on", "Basis and lines")


def case_table(
    ruleset: Ruleset, caption: str, pinned: Sequence[Pinned], told: Callable[[str], Piece] = Code
) -> Table:
    """The cases, each with the names among those asked for that it rests on, as they are `told`."""
    return Table(caption, HEAD, tuple(_row(ruleset, each, told) for each in pinned))


def _row(ruleset: Ruleset, pinned: Pinned, told: Callable[[str], Piece]) -> Row:
    worked = pinned.worked
    return Row(
        (
            (case_link(pinned.file, worked),),
            (worked.title,),
            expected(ruleset, worked),
            joined([(told(name),) for name in pinned.names]),
            (f"{worked.basis}: ", *cite_links(worked.cites)),
        )
    )


def expected(ruleset: Ruleset, worked: WorkedCase) -> Words:
    """The placement, and what else stays possible; under which readings, if it says so."""
    expect = worked.expect
    placed = outcome_label(ruleset, expect.placement)
    under: Words = ("; under ", *under_words(worked.under)) if worked.under else ()
    if expect.settled:
        return (*placed, ", settled", *under)
    others = sorted(expect.possible - {expect.placement})
    could = "; could be " if expect.placement == UNDECIDED else "; could also be "
    names = joined((outcome_label(ruleset, name) for name in others), " | ")
    return (*placed, could, *names, *under)
