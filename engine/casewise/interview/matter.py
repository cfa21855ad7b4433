"""Which parts can matter: those an answer to which rules out an outcome in some course.

In such a course every other part is told exactly or left open; what the further entities of a list
are like is told as a whole or not at all (one that is known in part is listed first). An answer
*matters* there if it can be given at all and some outcome that was possible before is not possible
after it.

Where answers can be told apart by consistency alone, leaving a part open can be what makes another
matter: knowing an offense matters to whether there was a crime as long as that is open. Therefore
each part that consistency hangs on is tried open too. Any other part need not be: if it is open in
a course in which an answer matters, it can as well have the value of the completion that is lost.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial, reduce

from casewise.interview.outlooks import LAST, Outlooks
from casewise.interview.parts import Part

Exact = frozenset[str]
"""Lists of which a course tells exactly what their further entities are like."""

Move = Callable[[int], int]
"""From an outlook to what is left of it."""

Step = tuple[int, Exact]
Pair = tuple[int, int, Exact]
"""An outlook after an answer, the same before it, and the lists that are told exactly."""


def mattering(outlooks: Outlooks, parts: Sequence[Part], outlook: int) -> frozenset[int]:
    """The parts of an outlook that can matter, by their numbers.

    Of what the further entities of a list are like, one part stands for all.
    """
    asked = _numbers(outlooks.parts(outlook))
    found = _found(_Courses(outlooks, parts, 0), parts, outlook, asked)
    if len(found) < len(asked):
        linked = outlooks.parts(_consistency(outlooks, outlook))
        left = [part for part in asked if part not in found]
        found |= _found(_Courses(outlooks, parts, linked), parts, outlook, left, found)
    return frozenset(found)


class Matter:
    """What can matter of outlooks of one table, asked part by part."""

    def __init__(self, outlooks: Outlooks, parts: Sequence[Part]) -> None:
        self._outlooks = outlooks
        self._parts = parts
        self._told = _Courses(outlooks, parts, 0)

    def finds(self, outlook: int, wanted: Iterable[int]) -> Iterator[int]:
        """Those of the parts that can matter as to an outlook, as `mattering` has them."""
        asked = [part for part in wanted if self._outlooks.parts(outlook) >> part & 1]
        left = []
        for part in asked:
            if self._told.find(outlook, part):
                yield part
            else:
                left.append(part)
        if left:
            linked = self._outlooks.parts(_consistency(self._outlooks, outlook))
            courses = _Courses(self._outlooks, self._parts, linked)
            yield from (part for part in left if courses.find(outlook, part))


def _found(
    courses: "_Courses",
    parts: Sequence[Part],
    outlook: int,
    asked: Iterable[int],
    before: Iterable[int] = (),
) -> set[int]:
    """Those of the parts that can matter; of what further entities are like, one is enough."""
    found: set[int] = set()
    lists = {parts[part].further for part in before} - {""}
    for part in asked:
        further = parts[part].further
        if further not in lists and courses.find(outlook, part):
            found.add(part)
            lists |= {further} - {""}
    return found


def _numbers(mask: int) -> list[int]:
    return [number for number in range(mask.bit_length()) if mask >> number & 1]


def _consistency(outlooks: Outlooks, outlook: int) -> int:
    """The outlook that says only whether answers contradict."""
    lives = outlooks.end(frozenset({"consistent"}))
    known = {outlooks.nothing: outlooks.nothing}

    def of(each: int) -> int:
        if each not in known:
            below = [of(other) for other in outlooks.below[each]]
            known[each] = outlooks.asking(outlooks.part[each], below) if below else lives
        return known[each]

    return of(outlook)


class _Courses:
    """Courses in which each part is told, or (those of `left`, a mask) told or left open."""

    def __init__(self, outlooks: Outlooks, parts: Sequence[Part], left: int) -> None:
        self._outlooks = outlooks
        self._parts = parts
        self._left = left
        self._barren: set[Pair] = set()
        """Pairs from which no course leads to a difference."""

    def find(self, outlook: int, part: int) -> bool:
        """Whether in some course an answer to this part rules something out."""
        own = self._parts[part].further
        seen: set[Step] = set()
        stack: list[Step] = [(outlook, frozenset())]
        while stack:
            step = stack.pop()
            if step in seen:
                continue
            seen.add(step)
            first = self._outlooks.part[step[0]]
            if first == part:
                if any(self._differ(pair, own) for pair in self._answers(step)):
                    return True
            elif first < part:
                stack += self._onward(step, own)
        return False

    def _answers(self, step: Step) -> Iterator[Pair]:
        """What each answer to the first part leaves, beside what was possible before."""
        outlook, exact = step
        before = reduce(self._outlooks.joined, self._outlooks.below[outlook])
        for after in self._tellable(outlook):
            yield after, before, exact

    def _tellable(self, outlook: int) -> list[int]:
        absent = self._parts[self._outlooks.part[outlook]].absent
        below = self._outlooks.below[outlook]
        return [each for at, each in enumerate(below) if at != absent]

    def _differ(self, start: Pair, own: str) -> bool:
        """Whether a course leads to where the answer rules something out, and can be given."""
        seen: set[Pair] = set()
        stack = [start]
        nothing, ends = self._outlooks.nothing, self._outlooks.part
        while stack:
            pair = stack.pop()
            after, before, _ = pair
            if after in (before, nothing) or pair in seen or pair in self._barren:
                continue
            if ends[after] == ends[before] == LAST:
                return True
            seen.add(pair)
            stack += self._onward_both(pair, own)
        self._barren |= seen
        return False

    def _onward(self, step: Step, own: str) -> Iterable[Step]:
        outlook, exact = step
        part = self._outlooks.part[outlook]
        for move, told in self._moves(part, exact, own):
            yield move(outlook), told

    def _onward_both(self, pair: Pair, own: str) -> Iterable[Pair]:
        after, before, exact = pair
        part = min(self._outlooks.part[after], self._outlooks.part[before])
        for move, told in self._moves(part, exact, own):
            yield move(after), move(before), told

    def _moves(self, part: int, exact: Exact, own: str) -> Iterator[tuple[Move, Exact]]:
        """What can become of a part: each class that can be told; left open, where that counts."""
        declared = self._parts[part]
        whole = declared.further if declared.further != own else ""
        told = exact | {whole} if whole else exact
        if whole not in exact and self._may_stay_open(part, declared):
            yield partial(self._stays_open, part, whole), exact
        for at in range(len(declared.classes)):
            if at != declared.absent:
                yield partial(self._is_told, part, at), told

    def _may_stay_open(self, part: int, declared: Part) -> bool:
        return declared.absent is not None or bool(self._left >> part & 1)

    def _is_told(self, part: int, at: int, outlook: int) -> int:
        return self._outlooks.given(outlook, part, at)

    def _stays_open(self, part: int, whole: str, outlook: int) -> int:
        if not whole:
            return self._outlooks.left_open(outlook, part)
        for number, each in enumerate(self._parts):
            if each.further == whole:
                outlook = self._outlooks.left_open(outlook, number)
        return outlook
