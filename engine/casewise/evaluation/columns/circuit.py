"""Circuits: what is computed of planes, a plane being one bit for each row.

A circuit is built by saying what is wanted of what; equal wants are one gate, and constants are
absorbed as it is built. Who runs it only has to know three operations.
"""

from collections.abc import Iterable, Sequence

from attrs import frozen

AND, OR, NOT = 0, 1, 2
NEVER, ALWAYS = 0, 1
"""The planes that hold in no row, and in every row."""


class Circuit:
    """Gates over some inputs. A plane is a number: the constants, the inputs, then the gates."""

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self._gates: list[tuple[int, int, int]] = []
        self._known: dict[tuple[int, int, int], int] = {}
        self._opposite: dict[int, int] = {NEVER: ALWAYS, ALWAYS: NEVER}

    def input(self, position: int) -> int:
        """The plane that is given at a position."""
        return 2 + position

    def both(self, left: int, right: int) -> int:
        """Where two planes hold."""
        if NEVER in (left, right) or self._opposite.get(left) == right:
            return NEVER
        if left in (ALWAYS, right):
            return right
        return left if right == ALWAYS else self._gate(AND, *sorted((left, right)))

    def either(self, left: int, right: int) -> int:
        """Where at least one of two planes holds."""
        if ALWAYS in (left, right) or self._opposite.get(left) == right:
            return ALWAYS
        if left in (NEVER, right):
            return right
        return left if right == NEVER else self._gate(OR, *sorted((left, right)))

    def neither(self, plane: int) -> int:
        """Where a plane does not hold."""
        found = self._opposite.get(plane)
        if found is None:
            found = self._gate(NOT, plane, plane)
            self._opposite |= {plane: found, found: plane}
        return found

    def all_of(self, planes: Iterable[int]) -> int:
        """Where every one of some planes holds."""
        found = ALWAYS
        for plane in planes:
            found = self.both(found, plane)
        return found

    def any_of(self, planes: Iterable[int]) -> int:
        """Where some one of some planes holds."""
        found = NEVER
        for plane in sorted(set(planes)):
            found = self.either(found, plane)
        return found

    def digits(self, planes: Sequence[int]) -> list[int]:
        """The position of the plane that holds, as binary digits; no two of them hold together."""
        return [
            self.any_of(plane for at, plane in enumerate(planes) if at >> digit & 1)
            for digit in range(max(1, (len(planes) - 1).bit_length()))
        ]

    def program(self, outputs: Sequence[int]) -> "Program":
        """The gates that some planes need, in an order in which few planes are kept at a time."""
        needed = self._needed(outputs)
        return _allocated(self.inputs, [(at, *self._gates[at]) for at in needed], outputs)

    def _needed(self, outputs: Sequence[int]) -> list[int]:
        first = 2 + self.inputs
        wanted = {plane - first for plane in outputs if plane >= first}
        for at in range(len(self._gates) - 1, -1, -1):
            if at in wanted:
                wanted |= {p - first for p in self._gates[at][1:] if p >= first}
        return sorted(wanted)

    def _gate(self, kind: int, left: int, right: int) -> int:
        key = (kind, left, right)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = 2 + self.inputs + len(self._gates)
            self._gates.append(key)
        return found


@frozen
class Program:
    """A circuit with a place for each plane: places are reused once nobody asks for them.

    The first places hold the constants and the inputs and are never written to.
    """

    places: int
    steps: tuple[tuple[int, int, int, int], ...]
    """Operation, the places of its operands (twice the same for `NOT`), and that of its result."""
    outputs: tuple[int, ...]
    """The place of each output, when all steps are done."""


def _allocated(
    inputs: int, gates: list[tuple[int, int, int, int]], outputs: Sequence[int]
) -> Program:
    first = 2 + inputs
    last_use = {plane: len(gates) for plane in outputs}
    for when in range(len(gates) - 1, -1, -1):
        for plane in gates[when][2:]:
            last_use.setdefault(plane, when)
    place = {plane: plane for plane in range(first)}
    free: list[int] = []
    places, steps = first, []
    for when, (at, kind, left, right) in enumerate(gates):
        if not free:
            free.append(places)
            places += 1
        target = place[first + at] = free.pop()
        steps.append((kind, place[left], place[right], target))
        free += [
            place[plane] for plane in {left, right} if plane >= first and last_use[plane] == when
        ]
    return Program(places, tuple(steps), tuple(place[plane] for plane in outputs))
