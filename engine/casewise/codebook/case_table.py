"""Worked cases as a table."""

from collections.abc import Sequence

from casewise.codebook.cross_references import Pinned
from casewise.codebook.document import Code, Row, Table, Words, joined
from casewise.codebook.naming import case_link, cite_links, outcome_label, under_words
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset

HEAD = ("Case", "What it shows", "Expected", "Rests on", "Basis and lines")


def case_table(ruleset: Ruleset, caption: str, pinned: Sequence[Pinned]) -> Table:
    """The cases, each with the names among those asked for that it rests on."""
    return Table(caption, HEAD, tuple(_row(ruleset, each) for each in pinned))


def _row(ruleset: Ruleset, pinned: Pinned) -> Row:
    worked = pinned.worked
    return Row(
        (
            (case_link(pinned.file, worked),),
            (worked.title,),
            expected(ruleset, worked),
            joined([(Code(name),) for name in pinned.names]),
            (f"{worked.basis}: ", *cite_links(worked.cites)),
        )
    )


def expected(ruleset: Ruleset, worked: WorkedCase) -> Words:
    """The placement, and what else stays possible; under which readings, if it says so."""
    expect = worked.expect
    placed = outcome_label(ruleset, expect.placement)
    others = sorted(expect.possible - {expect.placement})
    rest: Words = (", settled",)
    if not expect.settled:
        could = joined((outcome_label(ruleset, name) for name in others), " | ")
        rest = ("; could also be ", *could)
    under: Words = ("; under ", *under_words(worked.under)) if worked.under else ()
    return (*placed, *rest, *under)
