"""Worked cases as a table."""

from collections.abc import Sequence

from casewise.codebook.cross_references import Pinned
from casewise.codebook.document import Code, Row, Strong, Table, Words, joined
from casewise.codebook.naming import case_link, cite_links, outcome_link, under_words
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset

HEAD = ("Case", "What it shows", "Expected", "Rests on", "Basis", "Lines")


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
            (worked.basis,),
            cite_links(worked.cites),
        )
    )


def expected(ruleset: Ruleset, worked: WorkedCase) -> Words:
    """The placement, and what else stays possible; under which readings, if it says so."""
    expect = worked.expect
    placed: Words = tuple(
        Strong(piece.words) if isinstance(piece, Code) else piece
        for piece in outcome_link(ruleset, expect.placement)
    )
    others = sorted(expect.possible - {expect.placement})
    rest: Words = (", settled",)
    if not expect.settled:
        rest = ("; could also be ", *joined([outcome_link(ruleset, name) for name in others]))
    under: Words = ("; under ", *under_words(worked.under)) if worked.under else ()
    return (*placed, *rest, *under)
