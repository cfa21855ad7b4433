"""The decision as a chain of named questions, derived from a plan and kept exact.

The stages ask one question after the other; each answer either ends the case in an outcome or
leads to a later question. The exact engine is asked of every answer whether some case comes so far
and gives it: an answer that no case gives is not drawn, nor a question with only one answer.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from attrs import evolve, frozen

from casewise.evaluation.exact.space import Space, Wanted
from casewise.evaluation.plan import Plan, unfold
from casewise.model.conditions import AllOf
from casewise.model.rules import Exclusion, Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE

ALL_TRUE = "consistent"
"""The first question: whether the facts can all be true together."""
ENDS = "outcome:"
"""What the plan puts before an outcome to ask for it."""


@frozen
class Step:
    """A question that cases answer in both ways.

    `question` is the id of a rule or exclusion, or `consistent`; `yes` and `no` are each the
    number of a later step or an outcome. `depth` counts the questions that this one stands under.
    `excluded` are the outcomes in which the cases end that an exclusion takes away.
    """

    number: int
    question: str
    stage: Kind
    depth: int
    yes: int | str
    no: int | str
    excluded: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[tuple[str, int | str], ...]:
        """Each answer, and where it leads."""
        return (("yes", self.yes), ("no", self.no))


@frozen
class Decision:
    """The questions in the order of the stages, and where a case starts: a step or an outcome.

    `settled` are the questions that are no steps: where they are asked, at most one answer is left.
    """

    start: int | str
    steps: tuple[Step, ...]
    settled: tuple[str, ...]


@frozen
class _Point:
    """A question as the stages have it, before it is known which answers there are.

    `reached` says what is true of the cases that come here; `yes` and `no` name a question or an
    outcome; `under` are the questions it stands under.
    """

    question: str
    stage: Kind
    reached: Wanted
    yes: str
    no: str
    under: tuple[str, ...] = ()
    excludes: bool = False


def decision(ruleset: Ruleset) -> Decision:
    """The questions that decide a case under the chosen readings.

    Every answer that is drawn is given by some case that comes to the question, and every case
    that there can be is led to its outcome.
    """
    return _Derivation(ruleset).decision()


class _Derivation:
    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        plan = unfold(ruleset)
        self._space = Space(ruleset, plan)
        self._unruly = Space(ruleset, _unruly(ruleset, plan))
        self._points = {point.question: point for point in _points(ruleset)}
        answers = {name: self._answers(point) for name, point in self._points.items()}
        drawn = [name for name, given in answers.items() if len(given) == 2]
        self._number = {name: position for position, name in enumerate(drawn, start=1)}
        self._leads = {
            name: point.yes if answers[name][0] else point.no
            for name, point in self._points.items()
            if len(answers[name]) == 1
        }

    def decision(self) -> Decision:
        steps = tuple(self._step(self._points[name]) for name in self._number)
        settled = tuple(name for name in self._points if name not in self._number)
        return Decision(self._goal(ALL_TRUE), steps, settled)

    def _answers(self, point: _Point) -> tuple[bool, ...]:
        first = point.question == ALL_TRUE
        some = partial(self._unruly.some, given={}) if first else self._space.some
        return tuple(
            answer for answer in (True, False) if some({**point.reached, point.question: answer})
        )

    def _goal(self, name: str) -> int | str:
        """Where a question leads that has one answer only: to the next one that has two."""
        while name in self._leads:
            name = self._leads[name]
        return self._number.get(name, name.removeprefix(ENDS))

    def _step(self, point: _Point) -> Step:
        return Step(
            self._number[point.question], point.question, point.stage,
            sum(name in self._number for name in point.under),
            self._goal(point.yes), self._goal(point.no),
            tuple(self._excluded(point)) if point.excludes else (),
        )  # fmt: skip

    def _excluded(self, point: _Point) -> Iterator[str]:
        """The outcomes of the cases that an exclusion takes away."""
        taken = {**point.reached, point.question: True}
        for outcome in self._ruleset.outcomes:
            if self._space.some({**taken, f"{ENDS}{outcome}": True}):
                yield outcome


def _unruly(ruleset: Ruleset, plan: Plan) -> Plan:
    """The plan with entities admitted that break a consistency rule all by themselves.

    The exact engine never makes one: it leaves out what a consistency rule says of some entity.
    Behind a connective such a rule is a condition like any other.
    """
    rules = (plan[rule.id] for rule in ruleset.of_kind(Kind.CONSISTENCY))
    return plan | {each.name: evolve(each, condition=AllOf((each.condition,))) for each in rules}


# -- the stages as points ----------------------------------------------------------------------


def _points(ruleset: Ruleset) -> Iterator[_Point]:
    needs, gaps = ruleset.of_kind(Kind.ELIGIBILITY), ruleset.of_kind(Kind.GAP)
    categories = ruleset.of_kind(Kind.CATEGORY)
    chain = [rule.id for rule in (*needs, *categories[:1], *(() if categories else gaps[:1]))]
    yield _Point(ALL_TRUE, Kind.CONSISTENCY, {}, chain[0], CONFLICT)
    yield from _needs(needs, chain)
    yield from _family(ruleset, categories, {"eligible": True}, gaps[0].id if gaps else "", ())
    yield from _gaps(gaps)


def _needs(needs: tuple[Rule, ...], chain: list[str]) -> Iterator[_Point]:
    reached: dict[str, bool] = {}
    for rule, after in zip(needs, chain[1:], strict=False):
        yield _Point(rule.id, Kind.ELIGIBILITY, dict(reached), after, NOT_ELIGIBLE)
        reached[rule.id] = True


def _gaps(gaps: tuple[Rule, ...]) -> Iterator[_Point]:
    for gap, after in _with_next(gaps, ""):
        reached = {"no-category": True, f"before:{gap.id}": False}
        yield _Point(gap.id, Kind.GAP, reached, f"{ENDS}{gap.id}", after)


def _with_next(rules: tuple[Rule, ...], last: str) -> Iterable[tuple[Rule, str]]:
    return zip(rules, (*(rule.id for rule in rules[1:]), last), strict=False)


def _family(
    ruleset: Ruleset, family: tuple[Rule, ...], whole: Wanted, last: str, under: tuple[str, ...]
) -> Iterator[_Point]:
    """Categories, or the subtypes of one: the first that claims the case takes it."""
    for rule, after in _with_next(family, last):
        reached = {**whole, f"before:{rule.id}": False}
        subtypes = ruleset.subtypes.get(rule.id, ())
        taken = subtypes[0].id if subtypes else f"{ENDS}{rule.id}"
        inner = [*(exclusion.id for exclusion in rule.exclusions), taken]
        yield _Point(rule.id, rule.kind, reached, inner[0], after, under)
        claimed = {**reached, rule.id: True}
        yield from _exclusions(rule.exclusions, rule.kind, claimed, after, inner, (*under, rule.id))
        yield from _family(ruleset, subtypes, {f"{ENDS}{rule.id}": True}, "", (*under, rule.id))


def _exclusions(
    exclusions: tuple[Exclusion, ...], stage: Kind, claimed: Wanted, after: str,
    inner: list[str], under: tuple[str, ...],
) -> Iterator[_Point]:  # fmt: skip
    reached = dict(claimed)
    for exclusion, following in zip(exclusions, inner[1:], strict=True):
        yield _Point(exclusion.id, stage, dict(reached), after, following, under, excludes=True)
        reached[exclusion.id] = False
