"""From a result to the smallest changes of its record that give another outcome."""

from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

from casewise.counterfactual.applying import applied
from casewise.counterfactual.arrivals import Arrival, Joined
from casewise.counterfactual.describing import Describer, edits_in, joined_in
from casewise.counterfactual.edits import Added, Change, Changes, Edit
from casewise.counterfactual.endings import Endings, Goal
from casewise.counterfactual.finding import Finder
from casewise.counterfactual.keeping import Keeping, keeping
from casewise.counterfactual.plainest import Plainest
from casewise.counterfactual.search import NEVER
from casewise.errors import CasewiseError
from casewise.evaluation.classification import ends
from casewise.evaluation.engines import remembered
from casewise.explanation.units import units
from casewise.facts import Values
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.reading.words import suggest, ticked
from casewise.result import Result

Shape = tuple[frozenset[Edit], tuple[str, ...]]
"""Edits, and the lists to which an entity is added, once for each."""

endings_of = remembered(Endings)
_lock = Lock()


class UnknownOutcome(CasewiseError):
    """No case of the ruleset can be placed so."""


def outcomes(ruleset: Ruleset) -> tuple[str, ...]:
    """What can be asked for: the final outcomes, and the categories that have subtypes."""
    categories = (rule.id for rule in ruleset.of_kind(Kind.CATEGORY))
    return tuple(dict.fromkeys((*ruleset.outcomes, *categories)))


def outcome_of(ruleset: Ruleset, word: str) -> str:
    """The outcome of that id, or of that label where no other has it.

    Raises:
        UnknownOutcome: there is none; the nearest one is named.
    """
    known = outcomes(ruleset)
    if word in known:
        return word
    labels = {rule.id: rule.label for rule in ruleset.rules if rule.id in known and rule.label}
    labelled = [name for name, label in labels.items() if label == word]
    if len(labelled) == 1:
        return labelled[0]
    hint = suggest(word, (*known, *labels.values())) or f"choose {', '.join(map(ticked, known))}"
    raise UnknownOutcome(f"{ticked(word)} is no outcome of {ruleset.id} ({hint})")


def changes(
    result: Result,
    to: str | None = None,
    *,
    settled: bool = False,
    keep: Iterable[str] = (),
    free: Iterable[str] = (),
    most: int = NEVER - 1,
) -> Changes:
    """All smallest sets of edits after which the case is placed otherwise, or in `to`.

    Args:
        result: how the case is classified now.
        to: an outcome by id or label, or a category whatever its subtype; without it any other
            outcome will do.
        settled: every completion has to end there, not only the placement to be so.
        keep: facts that are not to be changed, by path or name, besides those so declared.
        free: facts that may be changed although they are declared otherwise.
        most: how many edits are looked for; where it takes more, none are found.

    Raises:
        UnknownOutcome: `to` is none.
        NotAFact: what is to be kept or freed is no fact of the record.
    """
    ruleset, values = result.ruleset, result.case.values
    kept = keeping(ruleset.vocabulary, values, tuple(keep), tuple(free))
    wanted = (
        (outcome_of(ruleset, to),)
        if to is not None
        else tuple(name for name in ruleset.outcomes if name != result.placement)
    )
    goals = [Goal(ruleset, name, settled) for name in wanted]
    if any(_is_there(result, goal) for goal in goals):
        return Changes(result, wanted, settled, 0, ())
    with _lock:  # the diagram grows where it is walked
        return _Changing(result, kept).changes(goals, settled=settled, most=most)


def tellings(result: Result, outcome: str) -> Changes:
    """All smallest sets of answers to what is open after which the case is placed in an outcome."""
    every = {path.split(".")[0] for path in units(result.case.values)}
    return changes(result, outcome, keep=every)


def _is_there(result: Result, goal: Goal) -> bool:
    if goal.settled:
        return result.possible <= set(goal.names)
    return result.placement in goal.names


class _Changing:
    """Edits of one record, found and put into words of the model."""

    def __init__(self, result: Result, kept: Keeping) -> None:
        self._result = result
        self._kept = kept
        self._ruleset = result.ruleset
        self._values = result.case.values
        self._endings = endings_of(result.ruleset)
        self._finder = Finder(self._endings, self._values, kept.changeable)
        tests = {each.name: each.entities for each in self._endings.made.lists}
        self._plainest = Plainest(result.ruleset.vocabulary, self._endings.made, self._values)
        self._describer = Describer(result.ruleset.vocabulary, tests)

    def changes(self, goals: Sequence[Goal], *, settled: bool, most: int) -> Changes:
        found = self._finder.smallest(goals, most)
        wanted = tuple(goal.outcome for goal in goals)
        every = tuple(
            change for goal in goals for change in self._of_goal(goal, found.get(goal, []))
        )
        size = next((way.cost for ways in found.values() for way in ways), None)
        kept = tuple(path for path in units(self._values) if not self._kept.changeable(path))
        return Changes(self._result, wanted, settled, size, every, kept)

    def _of_goal(self, goal: Goal, ways: Iterable[Arrival]) -> Iterator[Change]:
        shapes: dict[Shape, list[tuple[Joined, ...]]] = {}
        for way in ways:
            for path in way.paths():
                joined = joined_in(path)
                lists = tuple(sorted(each.group for each in joined))
                shape = self._plainest.edits(edits_in(path)), lists
                shapes.setdefault(shape, []).append(joined)
        found = [self._change(goal, edits, joined) for (edits, _), joined in shapes.items()]
        yield from sorted(found, key=self._order_of_change)

    def _change(
        self, goal: Goal, edits: Iterable[Edit], ways: Sequence[tuple[Joined, ...]]
    ) -> Change:
        def gives(added: Sequence[Added]) -> bool:
            return self._reaches(goal, self._applied((*edits, *added)))

        added = self._describer.described(ways, gives) if ways[0] else ()
        every = tuple(sorted((*edits, *added), key=self._plainest.order))
        values = self._applied(every)
        possible, _, placement = ends(self._ruleset, values, {})
        return Change(placement, possible <= set(goal.names), every, values)

    def _order_of_change(self, change: Change) -> list[tuple[object, ...]]:
        order = self._plainest.order
        return [(*order(each), str(each)) for each in change.edits]

    def _applied(self, edits: Iterable[Edit]) -> Values:
        return applied(self._ruleset.vocabulary, self._values, edits)

    def _reaches(self, goal: Goal, values: Values) -> bool:
        endings = self._endings
        return goal.reached(endings.walker.terminals(values, endings.made.scope.classes(values)))
