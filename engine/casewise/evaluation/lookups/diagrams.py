"""Decision diagrams over tests that are answered *no*, *yes* or *open*; they end in numbers.

Tests are asked in one order, each at most once. Equal diagrams are one number: of what a row is
asked, whatever it is computed from, so little is left that it can be looked up in tables.
"""

from casewise.errors import CasewiseError

NO, YES, OPEN = range(3)
"""The answers to a test, in the order of the diagrams below a node."""

Below = tuple[int, int, int]


MOST_DIAGRAMS = 2_000_000
"""What takes more has no tables that could be looked up; some 500 MB."""


class TooManyDiagrams(CasewiseError):
    """What is asked of rows does not come down to diagrams of a reasonable size."""


class _TooMany(Exception):
    """A diagram would become larger than is wanted."""


class Diagrams:
    """A table of diagrams. A diagram that is an end is negative: `~value`."""

    def __init__(self) -> None:
        self.test: list[int] = []
        """The place, in the order of tests, of the test that each diagram asks first."""
        self.below: list[Below] = []
        """What is left of each diagram once its first test is answered."""
        self._known: dict[tuple[int, Below], int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._negated: dict[int, int] = {}

    def asking(self, test: int, below: Below) -> int:
        """The diagram that asks a test and goes on by its answer.

        Raises:
            TooManyDiagrams: there are `MOST_DIAGRAMS` already.
        """
        if below[NO] == below[YES] == below[OPEN]:
            return below[NO]
        found = self._known.get((test, below))
        if found is None:
            found = self._known[test, below] = len(self.test)
            if found >= MOST_DIAGRAMS:
                raise TooManyDiagrams("the rules ask too many things at once to be looked up")
            self.test.append(test)
            self.below.append(below)
        return found

    def both(self, left: int, right: int) -> int:
        """1 where two diagrams of 0 and 1 are 1."""
        if left == right or right == TRUE:
            return left
        if left == TRUE:
            return right
        if FALSE in (left, right):
            return FALSE
        key = (left, right) if left < right else (right, left)
        found = self._both.get(key)
        if found is None:
            test, lefts, rights = self._split(*key)
            no, yes, maybe = map(self.both, lefts, rights)
            found = self._both[key] = self.asking(test, (no, yes, maybe))
        return found

    def negation(self, diagram: int) -> int:
        """0 where a diagram of 0 and 1 is 1, and the other way round."""
        if diagram < 0:
            return FALSE if diagram == TRUE else TRUE
        found = self._negated.get(diagram)
        if found is None:
            no, yes, maybe = map(self.negation, self.below[diagram])
            found = self.asking(self.test[diagram], (no, yes, maybe))
            self._negated |= {diagram: found, found: diagram}
        return found

    def either(self, left: int, right: int) -> int:
        """1 where one of two diagrams of 0 and 1 is 1."""
        return self.negation(self.both(self.negation(left), self.negation(right)))

    def placed(self, digit: int, place: int) -> int:
        """The number that has no other binary digit than a diagram of 0 and 1, at a place."""
        return self._with_digit(FALSE, digit, place, {}, MOST_DIAGRAMS)

    def with_digit(self, number: int, digit: int, place: int, most: int) -> int | None:
        """A number with one more binary digit, a diagram of 0 and 1, at a place above its own.

        Nothing if that takes more than so many diagrams.
        """
        try:
            return self._with_digit(number, digit, place, {}, most)
        except _TooMany:
            return None

    def _with_digit(
        self, number: int, digit: int, place: int, known: dict[tuple[int, int], int], most: int
    ) -> int:
        if digit == FALSE:
            return number
        if number < 0 and digit < 0:
            return ~(~number | 1 << place)
        found = known.get((number, digit))
        if found is None:
            if len(known) > most:
                raise _TooMany
            test, numbers, digits = self._split(number, digit)
            below = [
                self._with_digit(left, right, place, known, most)
                for left, right in zip(numbers, digits, strict=True)
            ]
            found = known[number, digit] = self.asking(test, (below[NO], below[YES], below[OPEN]))
        return found

    def _split(self, left: int, right: int) -> tuple[int, Below, Below]:
        """The first test that two diagrams ask, and what is left of each."""
        test = min(self.test[each] for each in (left, right) if each >= 0)
        return test, self._asked(left, test), self._asked(right, test)

    def _asked(self, diagram: int, test: int) -> Below:
        asks = diagram >= 0 and self.test[diagram] == test
        return self.below[diagram] if asks else (diagram, diagram, diagram)


FALSE, TRUE = ~0, ~1
"""The diagrams that are 0, and 1, in every row."""
