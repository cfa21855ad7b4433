"""Digits that are looked up together: as many as their tables stay small with."""

from collections.abc import Mapping, Sequence

from attrs import define, frozen

from casewise.evaluation.lookups.diagrams import FALSE, Diagrams
from casewise.evaluation.lookups.tables import MOST_STATES, Block, Chain, chain, states

MOST_DIAGRAMS = 5_000
"""A number of more diagrams has no small tables."""

MOST_DIGITS = 31
"""The digits of a number that is looked up."""


@frozen
class Lookup:
    """A number that is looked up: its digits, from the lowest on, are those planes, by name."""

    digits: tuple[str, ...]
    chain: Chain


def lookups(
    diagrams: Diagrams, digits: Mapping[str, int], blocks: Sequence[Block]
) -> list[Lookup]:
    """Some diagrams of 0 and 1 as few numbers to be looked up, each in tables that are small."""
    groups: list[_Group] = []
    for name, digit in digits.items():
        if not any(group.takes(name, digit) for group in groups):
            groups.append(_Group(diagrams, blocks, [name], digit))
    return [Lookup(tuple(each.names), chain(diagrams, each.root, blocks)) for each in groups]


@define
class _Group:
    diagrams: Diagrams
    blocks: Sequence[Block]
    names: list[str]
    root: int

    def takes(self, name: str, digit: int) -> bool:
        """Take one more digit, if the tables stay small with it."""
        if len(self.names) == MOST_DIGITS:
            return False
        found = self.diagrams.with_digit(self.root, digit, len(self.names), MOST_DIAGRAMS)
        if found is None or states(self.diagrams, found, self.blocks) > MOST_STATES:
            return False
        self.root = found
        self.names.append(name)
        return True
