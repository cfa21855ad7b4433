"""One record as an outlook, and the same record once more of it is known."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce

from attrs import evolve, frozen

from casewise.evaluation.engines import exact_engine
from casewise.evaluation.exact.compilation import Compiled
from casewise.evaluation.exact.diagram import Diagram
from casewise.facts import Entities, Values
from casewise.interview.grounding import Grounding
from casewise.interview.outlooks import Outlooks
from casewise.interview.parts import Numbering, Part
from casewise.interview.profiles import profiles_of
from casewise.model.ruleset import Ruleset


@frozen
class Grounds:
    """The outlook of a record in a table of outlooks that later states of the record share.

    To follow an answer in the table of before is much cheaper than to make a table anew.
    """

    ruleset: Ruleset
    further: int
    parts: Sequence[Part]
    outlooks: Outlooks
    outlook: int
    counts: Mapping[str, int]
    """How many entities each list has."""
    whole: frozenset[str] = frozenset()
    """Lists that are taken to have no others, although they may."""

    def after(
        self, values: Values, closed: Collection[str], whole: frozenset[str] = frozenset()
    ) -> "Grounds":
        """The same record once it says more, or once more was asked in vain.

        `closed` are the paths that are not asked again. Where it cannot be followed in this table,
        as where a record says something else than before or lists one more entity, a new table is
        made. Lists that are taken to be `whole` have no others in it; one that grew and is taken to
        be so can be followed.
        """
        return exact_engine(self.ruleset).outcomes(
            lambda made, diagram: self._after(made, diagram, values, closed, whole)
        )

    def _after(
        self, made: Compiled, diagram: Diagram, values: Values, closed: Collection[str],
        whole: frozenset[str],
    ) -> "Grounds":  # fmt: skip
        supposed = _supposing(values, whole)
        counts = _counts(values)
        told = _told(self, Numbering(made, supposed, self.further, closed).parts, supposed, closed)
        if told is None:
            numbering = Numbering(made, supposed, self.further, closed)
            anew = _grounded(self.ruleset, made, diagram, numbering, values, closed)
            return evolve(anew, whole=whole)
        outlook = self.outlook
        for number in _numbers(self.outlooks.parts(outlook)):
            kept = told[number]
            if len(kept) < len(self.parts[number].classes):
                ways = [self.outlooks.given(outlook, number, at) for at in kept]
                outlook = reduce(self.outlooks.joined, ways)
        outlook = _left_open(self.outlooks, self.parts, outlook, closed)
        return evolve(self, outlook=outlook, counts=counts, whole=whole)

    def exceeds(self, most: int) -> bool:
        """Whether more outlooks than this lie under the one of the record."""
        seen, stack = {self.outlook}, [self.outlook]
        while stack and len(seen) <= most:
            new = set(self.outlooks.below[stack.pop()]) - seen
            seen |= new
            stack += new
        return len(seen) > most


def grounds(ruleset: Ruleset, values: Values, further: int, closed: Collection[str]) -> Grounds:
    """The outlook of a record: see `Numbering`; what was asked in vain (`closed`) is left open."""
    return exact_engine(ruleset).outcomes(
        lambda made, diagram: _grounded(
            ruleset, made, diagram, Numbering(made, values, further, closed), values, closed
        )
    )


def _grounded(
    ruleset: Ruleset, made: Compiled, diagram: Diagram, numbering: Numbering, values: Values,
    closed: Collection[str],
) -> Grounds:  # fmt: skip
    grounding = Grounding(made, diagram, numbering, profiles_of(ruleset))
    outlooks, parts, outlook = grounding.outlooks, numbering.parts, grounding.outlook()
    outlooks.forget()  # the ways through tests of lists are not gone again
    outlook = _left_open(outlooks, parts, outlook, closed)
    return Grounds(ruleset, numbering.further, parts, outlooks, outlook, _counts(values))


def _left_open(
    outlooks: Outlooks, parts: Sequence[Part], outlook: int, closed: Collection[str]
) -> int:
    for number in _numbers(outlooks.parts(outlook)):
        if parts[number].question in closed:
            outlook = outlooks.left_open(outlook, number)
    return outlook


# -- what was told between two states -----------------------------------------------------------


def _told(
    before: Grounds, after: Sequence[Part], values: Values, closed: Collection[str]
) -> list[Sequence[int]] | None:
    """Which classes each part of before still may have, by their positions.

    Nothing where there are other parts than before, where one may have another class, or where one
    is known in part and can still be asked about.
    """
    steps = {name: each - before.counts.get(name, 0) for name, each in _counts(values).items()}
    now = dict(_keyed(after))
    found: list[Sequence[int]] = []
    for key, part in _keyed(before.parts):
        kept = _kept(part, key[-1], now.pop(key, None), _complete(values), steps)
        some = kept is not None and 1 < len(kept) < len(part.classes)
        if kept is None or (some and part.question not in closed):
            return None
        found.append(kept)
    return None if now else found


def _kept(
    part: Part, number: int, now: Part | None, complete: Collection[str], steps: Mapping[str, int]
) -> Sequence[int] | None:
    """The same of one part, the `number`th of its like; `steps` are how much lists grew."""
    if now is not None:
        same = set(now.classes) <= set(part.classes) and (
            part.after is not None or now.after is None
        )
        return [part.classes.index(each) for each in now.classes] if same else None
    if part.further in complete:
        more = steps.get(part.further, 0)
        return [int(number <= more)] if part.listing or not more else None
    name = part.question.partition(".")[0]
    if part.after is not None and name in complete and not steps.get(name, 0):
        return range(len(part.classes))  # of one more entity, which there is not
    return None


Key = tuple[str, str, str, bool, int]


def _keyed(parts: Sequence[Part]) -> Iterator[tuple[Key, Part]]:
    """Parts by what they are about, in whatever order; of several alike, by their number."""
    seen: dict[tuple[str, str, str, bool], int] = {}
    for part in parts:
        about = (part.question, part.member, part.further, part.listing)
        seen[about] = seen.get(about, 0) + 1
        yield (*about, seen[about]), part


def _supposing(values: Values, whole: Collection[str]) -> Values:
    """The record with no others on these lists."""
    lists = {name: values[name] for name in whole if name in values}
    return {
        **values,
        **{
            n: evolve(each, others=False) for n, each in lists.items() if isinstance(each, Entities)
        },
    }


def _complete(values: Values) -> set[str]:
    """The lists that have no others than those listed."""
    return {n for n, each in values.items() if isinstance(each, Entities) and not each.others}


def _counts(values: Values) -> dict[str, int]:
    return {n: len(each.listed) for n, each in values.items() if isinstance(each, Entities)}


def _numbers(mask: int) -> list[int]:
    return [number for number in range(mask.bit_length()) if mask >> number & 1]
