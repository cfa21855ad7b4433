"""The columns of results, from the number that is looked up of a row."""

from pyspark.sql import Column
from pyspark.sql import functions as fn

from casewise.evaluation.lookups.compiling import Looked
from casewise.evaluation.placement import SEPARATOR
from casewise.result import CONFLICT, NOT_ELIGIBLE


class Placing:
    """The results of rows, by columns with their number and with what it says is possible."""

    def __init__(self, looked: Looked, number: Column, possible: Column) -> None:
        self._looked = looked
        self._number = number
        self._possible = possible

    def column(self, name: str) -> Column:
        """A column of results, of those that say how a row is placed."""
        bits = self._possible
        match name:
            case "placement":
                names = fn.array(*map(fn.lit, self._looked.placements))
                return fn.get(names, self._number.bitwiseAND((1 << self._looked.digits) - 1))
            case "eligible":
                return self._eligible(bits)
            case "settled":
                return fn.bit_count(bits) == 1
            case "possible":
                return self._words(bits)
        return bits

    def lists_decide(self) -> Column:
        """Whether the lists of entities decide, so that the number says nothing."""
        return self._number >= 1 << self._looked.digits + len(self._looked.outcomes)

    def _bit(self, outcome: str) -> int:
        return 1 << self._looked.outcomes.index(outcome)

    def _eligible(self, bits: Column) -> Column:
        unknown = bits == self._bit(CONFLICT)
        yes = bits.bitwiseAND(self._bit(NOT_ELIGIBLE)) == 0
        no = bits == self._bit(NOT_ELIGIBLE)
        return fn.when(unknown, "unknown").when(yes, "yes").when(no, "no").otherwise("unknown")

    def _words(self, bits: Column) -> Column:
        """The outcomes, sorted, with a bar between them; one that is alone is a constant."""
        names = sorted(self._looked.outcomes)
        among = [fn.when(bits.bitwiseAND(self._bit(name)) != 0, name) for name in names]
        place = fn.bit_count(bits - 1)  # of the only bit that there is
        alone = fn.get(fn.array(*map(fn.lit, self._looked.outcomes)), place)
        return fn.when(fn.bit_count(bits) == 1, alone).otherwise(fn.concat_ws(SEPARATOR, *among))


def possible_bits(looked: Looked, number: Column) -> Column:
    """A bit for each outcome that is possible, in the order of `outcomes`, by a row's number."""
    every = (1 << len(looked.outcomes)) - 1
    return fn.shiftright(number, looked.digits).bitwiseAND(every)
