"""Which changes are responsible for a move.

Changes are made to the first ruleset one at a time, two at a time and so on, until it gives the
answer of the second. The smallest sets of changes that do so are *enough*: each of them without
any other change, and no part of it. A change is *needed* if the second ruleset without it, and
with all others, gives another answer. The two differ where several changes do the same.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from itertools import combinations
from math import comb

from attrs import frozen

from casewise.comparison.blending import Blending
from casewise.comparison.changes import Change
from casewise.model.ruleset import Ruleset

MAX_TRIED = 300
"""How many sets of one size are tried. Beyond that changes are left out of all, one by one, and
the set found is one of which none can be left out, though there may be others."""

Made = frozenset[Change]
Moves = Callable[[Made], bool]


@frozen
class Responsibility:
    """The changes that are responsible for a move."""

    enough: tuple[tuple[Change, ...], ...]
    """The smallest sets of changes that make it."""
    needed: tuple[Change, ...]
    """The changes of which each, taken back alone, undoes it."""


def responsible(between: Blending, answer: Callable[[Ruleset], Hashable]) -> Responsibility:
    """The changes responsible for an answer that the two rulesets give differently."""
    wanted = answer(between.end)
    every = between.deciding

    def moves(made: Made) -> bool:
        blend = between.after(made)
        return blend is not None and answer(blend) == wanted

    def is_needed(change: Change) -> bool:
        blend = between.after(each for each in every if each != change)
        return blend is not None and answer(blend) != wanted

    enough = _smallest(every, moves)
    return Responsibility(
        tuple(tuple(each for each in every if each in made) for made in enough),
        tuple(filter(is_needed, every)),
    )


def _smallest(every: Sequence[Change], moves: Moves) -> list[Made]:
    for size in range(1, len(every)):
        if comb(len(every), size) > MAX_TRIED:
            return [_without_what_can_be_left_out(every, moves)]
        found = [made for made in map(frozenset, combinations(every, size)) if moves(made)]
        if found:
            return found
    return [frozenset(every)]


def _without_what_can_be_left_out(every: Collection[Change], moves: Moves) -> Made:
    made = frozenset(every)
    # What could not be left out before may be once another has been.
    while less := next(
        (made - {each} for each in every if each in made and moves(made - {each})), None
    ):
        made = less
    return made
