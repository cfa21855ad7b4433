"""States of a search, each with the least cost at which it is reached and every way to it."""

from collections.abc import Hashable, Iterator
from typing import TypeVar

from attrs import frozen

from casewise.counterfactual.edits import Edit


@frozen
class Joined:
    """One more entity of a list, by the profiles it may have; what it is like is found later."""

    group: str
    profiles: frozenset[int]


Edits = tuple[Edit | Joined, ...]
State = TypeVar("State", bound=Hashable)


class Arrival:
    """How a state is reached at the least cost: from which others, and by what in between."""

    __slots__ = ("cost", "ways")

    def __init__(self, cost: int) -> None:
        self.cost = cost
        self.ways: list[tuple[Arrival, Edits | Arrival]] = []

    def paths(self) -> Iterator[Edits]:
        """Every sequence of edits that leads here at this cost."""
        if not self.ways:
            yield ()
        for before, between in self.ways:
            parts = between.paths() if isinstance(between, Arrival) else (between,)
            for part in parts:
                for earlier in before.paths():
                    yield earlier + part


def arrive(
    states: dict[State, Arrival], state: State, cost: int, before: Arrival, between: Edits | Arrival
) -> None:
    """Note that a state is reached in one more way; a dearer way than those known is none.

    Nothing may lead on from a state until all that is cheaper has arrived.
    """
    known = states.get(state)
    if known is None or cost < known.cost:
        known = states[state] = Arrival(cost)
    if cost == known.cost:
        known.ways.append((before, between))
