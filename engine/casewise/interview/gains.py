"""How much each part tells of the outcome, all parts in one pass over an outlook."""

from collections.abc import Callable
from math import log2

from casewise.interview.outlooks import LAST, Outlooks

Weights = Callable[[int], tuple[float, ...]]
"""How likely each class of a part is."""

Masses = dict[int, float]
"""Shares by end, an outlook with nothing open."""


class Gains:
    """The information that parts carry on the outcome, in bits; no answers that contradict."""

    def __init__(self, outlooks: Outlooks, weights: Weights) -> None:
        self._outlooks = outlooks
        self._weights = weights
        self._masses: dict[int, Masses] = {}

    def of(self, outlook: int) -> dict[int, float]:
        """The gain of each part that the outlook depends on."""
        total = self._mass(outlook)
        before = _entropy(total)
        return {
            part: max(0.0, before - self._after(part, told, total))
            for part, told in self._told(outlook).items()
        }

    def _mass(self, outlook: int) -> Masses:
        """How likely each end is."""
        found = self._masses.get(outlook)
        if found is None:
            found = self._masses[outlook] = self._sum(outlook)
        return found

    def _sum(self, outlook: int) -> Masses:
        if outlook == self._outlooks.nothing:
            return {}
        part = self._outlooks.part[outlook]
        if part == LAST:
            return {outlook: 1.0}
        found: Masses = {}
        for weight, below in zip(self._weights(part), self._outlooks.below[outlook], strict=True):
            _add(found, self._mass(below), weight)
        return found

    def _told(self, outlook: int) -> dict[int, list[Masses]]:
        """For each part and class the ends reached through it, as far as the part is asked for."""
        reached = {outlook: 1.0}
        left_by: dict[int, list[dict[int, float]]] = {}
        for each in self._in_order(outlook):
            part, share = self._outlooks.part[each], reached[each]
            weights = self._weights(part)
            ways = left_by.setdefault(part, [{} for _ in weights])
            for way, weight, left in zip(ways, weights, self._outlooks.below[each], strict=True):
                likely = share * weight
                reached[left] = reached.get(left, 0) + likely
                way[left] = way.get(left, 0) + likely
        return {part: [self._blended(way) for way in ways] for part, ways in left_by.items()}

    def _blended(self, shares: dict[int, float]) -> Masses:
        """How likely each end is after outlooks of such shares."""
        found: Masses = {}
        for outlook, share in shares.items():
            _add(found, self._mass(outlook), share)
        return found

    def _in_order(self, outlook: int) -> list[int]:
        """The outlooks below that ask for something, in the order of parts."""
        seen, stack = {outlook}, [outlook]
        while stack:
            for each in self._outlooks.below[stack.pop()]:
                if each not in seen:
                    seen.add(each)
                    stack.append(each)
        part = self._outlooks.part
        return sorted((each for each in seen if part[each] != LAST), key=part.__getitem__)

    def _after(self, part: int, told: list[Masses], total: Masses) -> float:
        """The entropy that is left once a part is told; where it is not asked for, any class is."""
        asked: Masses = {}
        for masses in told:
            _add(asked, masses, 1)
        whole = sum(total.values())
        left = 0.0
        for weight, masses in zip(self._weights(part), told, strict=True):
            both = dict(masses)
            _add(both, total, weight)
            _add(both, asked, -weight)
            left += sum(both.values()) / whole * _entropy(both)
        return left


def _add(to: Masses, masses: Masses, times: float) -> None:
    for end, mass in masses.items():
        to[end] = to.get(end, 0) + mass * times


def _entropy(masses: Masses) -> float:
    kept = [mass for mass in masses.values() if mass > 1e-12]
    whole = sum(kept)
    return -sum(mass / whole * log2(mass / whole) for mass in kept)
