"""Circuits: what is computed of planes, a plane being one bit for each row.

A circuit is built by saying what is wanted of what; equal wants are one gate, and constants are
absorbed as it is built. Who runs it only has to know three operations.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from operator import itemgetter

from casewise.evaluation.columns.program import AND, NOT, OR, Gate, Program, scheduled

NEVER, ALWAYS = 0, 1
"""The planes that hold in no row, and in every row."""


class Circuit:
    """Gates over some inputs. A plane is a number: the constants, the inputs, then the gates."""

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self._gates: list[Gate] = []
        self._known: dict[Gate, int] = {}
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
            found = self._gate(NOT, plane)
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

    def unions(self, sets: Sequence[Collection[int]]) -> list[int]:
        """Where some one of each set of planes holds; what several sets have in common is one."""
        left = [set(each) - {NEVER} for each in sets]
        while True:
            pairs = Counter(pair for each in left for pair in combinations(sorted(each), 2))
            pair, often = max(pairs.items(), key=itemgetter(1), default=((NEVER, NEVER), 0))
            if often < 2:
                return [self.any_of(each) for each in left]
            joined = self.either(*pair)
            left = [each - {*pair} | {joined} if each.issuperset(pair) else each for each in left]

    def digits(self, planes: Sequence[int]) -> list[int]:
        """The position of the plane that holds, as binary digits; no two of them hold together."""
        return [
            self.any_of(plane for at, plane in enumerate(planes) if at >> digit & 1)
            for digit in range(max(1, (len(planes) - 1).bit_length()))
        ]

    def gates(self) -> Iterator[tuple[int, Gate]]:
        """Each gate by its plane: an operation and the planes it is done to, which come before."""
        for at, gate in enumerate(self._gates):
            yield 2 + self.inputs + at, gate

    def program(self, outputs: Sequence[int]) -> Program:
        """The gates that some planes need, ready to be run."""
        first = 2 + self.inputs
        wanted = {plane for plane in outputs if plane >= first}
        gates: dict[int, Gate] = {}
        for plane in range(first + len(self._gates) - 1, first - 1, -1):
            if plane in wanted:
                gates[plane] = self._gates[plane - first]
                wanted |= {each for each in gates[plane][1:] if each >= first}
        return scheduled(first, dict(reversed(gates.items())), outputs)

    def _gate(self, kind: int, *operands: int) -> int:
        gate = (kind, *operands)
        found = self._known.get(gate)
        if found is None:
            found = self._known[gate] = 2 + self.inputs + len(self._gates)
            self._gates.append(gate)
        return found
