"""Parts of a list whose weights come to a wanted sum, found exactly."""

from collections.abc import Sequence


def subset(weights: Sequence[int], wanted: int) -> list[int]:
    """The positions of a part whose sum is the nearest to a wanted one that can be had.

    Of the parts with that sum it is the one that takes the earliest positions: each is taken if
    the rest can still make up what is missing. Of two sums that are as near the lower is taken.

    `reachable[i]` has bit `s` set if the weights from position `i` on have a part of sum `s`: an
    integer holds the table of the dynamic programme, which is exact and the same everywhere.
    """
    limit = (1 << (min(2 * max(wanted, 0), sum(weights)) + 1)) - 1
    reachable = [1]
    for each in reversed(weights):
        reachable.append((reachable[-1] | reachable[-1] << each) & limit)
    reachable.reverse()
    missing = _nearest(reachable[0], min(max(wanted, 0), sum(weights)))
    taken = []
    for position, each in enumerate(weights):
        if each <= missing and reachable[position + 1] >> (missing - each) & 1:
            taken.append(position)
            missing -= each
    return taken


def _nearest(reachable: int, wanted: int) -> int:
    """The sum that can be had and is the nearest; nothing at all always can."""
    below = reachable & ((1 << (wanted + 1)) - 1)
    low = below.bit_length() - 1
    above = reachable >> wanted
    if above:
        high = wanted + (above & -above).bit_length() - 1
        return high if high - wanted < wanted - low else low
    return low
