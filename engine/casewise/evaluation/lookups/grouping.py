"""Digits that are looked up together: as many as their tables stay small with."""

from collections.abc import Sequence

from attrs import define

from casewise.evaluation.lookups.diagrams import FALSE, Diagrams
from casewise.evaluation.lookups.tables import MOST_STATES, Block, Chain, chain, states

MOST_DIAGRAMS = 5_000
"""A number of more diagrams has no small tables."""


def chains(diagrams: Diagrams, digits: Sequence[int], blocks: Sequence[Block]) -> list[Chain]:
    """A number as few others with digits of their own, each looked up in tables that are small.

    `digits` are diagrams of 0 and 1, the lowest digit first. The number is the sum of those that
    the chains lead to.
    """
    groups: list[_Group] = []
    for place, digit in enumerate(digits):
        if digit != FALSE and not any(group.takes(digit, place) for group in groups):
            groups.append(_Group(diagrams, blocks, diagrams.placed(digit, place)))
    return [chain(diagrams, each.root, blocks) for each in groups]


@define
class _Group:
    diagrams: Diagrams
    blocks: Sequence[Block]
    root: int

    def takes(self, digit: int, place: int) -> bool:
        """Take one more digit, if the tables stay small with it."""
        found = self.diagrams.with_digit(self.root, digit, place, MOST_DIAGRAMS)
        if found is None or states(self.diagrams, found, self.blocks) > MOST_STATES:
            return False
        self.root = found
        return True
