"""An interview followed answer by answer, with no more worked out than the next question needs.

What can matter is exact, as `interviewing` has it: but of each state only so many questions are
looked at as it takes to find the best that can matter. What was found not to matter is not looked
at again: it never comes to matter. What is known goes on from the outlooks of the state before.

States that follow from one another share tables, and all that begin from nothing known share the
first; one lock for each ruleset keeps them, so that a state can be shared by threads.
"""

from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import islice
from threading import RLock
from typing import Any

from attrs import field, frozen

from casewise.evaluation.engines import remembered
from casewise.explanation.opening import not_known
from casewise.facts import Entities, Values
from casewise.interview.asking import Asking
from casewise.interview.grounds import Grounds, grounds
from casewise.interview.interviewing import check_open, may_have_others, with_more
from casewise.interview.linked import tied_lists
from casewise.interview.matter import Matter
from casewise.interview.model import Model
from casewise.interview.quick import Effort, QuickPlanner
from casewise.interview.solving import DONE, Estimate
from casewise.interview.standing import Standing
from casewise.model.ruleset import Ruleset

MOST_SHARED = 100_000
"""How large the table that new interviews share may grow before another one is made."""


@frozen(slots=False, eq=False)
class Followed(Standing):
    """One state of what is known, and what was asked in vain (`closed`).

    Raises, where what can matter is asked for:
        TooMuchOpen: more is open than can be looked at.
    """

    ruleset: Ruleset = field(repr=False)
    model: Model = field(repr=False)
    effort: Effort = field(repr=False)
    values: Values
    closed: frozenset[str] = frozenset()
    _needless: frozenset[str] = frozenset()
    """The paths of what was found not to matter before."""
    _matter_before: "tuple[Grounds, Matter] | None" = field(default=None, repr=False)
    _plan_before: "tuple[Grounds, QuickPlanner] | None" = field(default=None, repr=False)

    def after(self, values: Values, closed: frozenset[str], *, changed: bool) -> "Followed":
        """The state once more is known, or was asked in vain; or other things, if `changed`."""
        needless = frozenset() if changed else frozenset(self._found_needless)
        ready = self.__dict__
        return Followed(
            self.ruleset, self.model, self.effort, values, closed, needless,
            ready.get("_matter", self._matter_before), ready.get("_plan", self._plan_before),
        )  # fmt: skip

    # -- what to ask ------------------------------------------------------------------------

    @cached_property
    def best(self) -> str | None:
        """The path of the question to ask next; none where no answer can matter."""
        return self.best_besides(frozenset())

    def best_besides(self, others: Collection[str]) -> str | None:
        """The best question that is none of these; what plans do not reckon with comes last."""
        with _lock(self.ruleset):
            if self.settled:
                return None
            planned = self._planned(others)
            if planned is not None:
                return planned
            left = (path for path in self._asked_paths() if path not in others)
            return next(filter(self.matters, left), None)

    def _planned(self, others: Collection[str]) -> str | None:
        """The best of what plans reckon with and that can matter, but for these."""
        while True:
            outlook = self._outlook
            known = self._found_needless.union(others)
            wanted = (a for a in self._plan[1].ranked(outlook) if a.path not in known)
            asked = next(wanted, None)
            if asked is None or self.matters(asked.path):
                return None if asked is None else asked.path

    @property
    def _outlook(self) -> int:
        """What plans look at: without what is known not to matter."""
        grounds, planner = self._plan
        outlook = grounds.outlook
        for asked in planner.asking.askable(outlook):
            if asked.path in self._found_needless:
                outlook = planner.asking.left_open(outlook, asked)
        return outlook

    @cached_property
    def estimate(self) -> Estimate:
        """How much is still to be asked if the best question always comes next."""
        if self.best is None:
            return DONE
        with _lock(self.ruleset):
            found = self._plan[1].estimate(self._outlook)
        cost = self.model.cost(self.best)
        # One question at least, where there is more than estimates reckon with.
        return Estimate(*(max(each, cost) for each in (found.best, found.expected, found.worst)))

    # -- what can matter --------------------------------------------------------------------

    def matters(self, path: str) -> bool:
        """Whether an answer to the question at a path can rule out an outcome in some course."""
        if path in self._found_needless or self.settled:
            return False
        if path not in self._mattering:
            with _lock(self.ruleset):
                found = self._members_at(path, first=True) is not None
            (self._mattering if found else self._found_needless).add(path)
            return found
        return True

    def members(self, path: str) -> tuple[str, ...]:
        """The members of a set of which it can matter whether they are in it."""
        with _lock(self.ruleset):
            return self._members_at(path, first=False) or ()

    def _members_at(self, path: str, *, first: bool) -> tuple[str, ...] | None:
        """The members that can matter at a path (or the first); nothing if it cannot matter."""
        ground, matter = self._matter
        found = _members(ground, matter, path, first=first)
        if found is None and (ties := tied_lists(self.ruleset, path) & self._open_lists):
            ground, matter = self._with_more(ties)
            found = _members(ground, matter, path, first=first)
        return found

    @cached_property
    def _found_needless(self) -> set[str]:
        return set(self._needless)

    @cached_property
    def _mattering(self) -> set[str]:
        return set()

    @cached_property
    def _tied(self) -> "dict[frozenset[str], tuple[Grounds, Matter]]":
        return {}

    def _with_more(self, lists: frozenset[str]) -> "tuple[Grounds, Matter]":
        """The record with one more entity of each of these lists."""
        if lists not in self._tied:
            self._tied[lists] = _made(self.ruleset, with_more(self.values, lists), self.closed)
        return self._tied[lists]

    @property
    def _open_lists(self) -> frozenset[str]:
        """The lists that may have others than those listed, of which it can still be asked."""
        lists = (fact.name for fact in self.ruleset.vocabulary.lists())
        return frozenset(
            name for name in lists if name not in self.closed and may_have_others(self.values, name)
        )

    def _asked_paths(self) -> Iterator[str]:
        """The paths of all that is open and can be asked, in the order of the rules."""
        return (path for path, _ in not_known(self.ruleset, self.values) if path not in self.closed)

    # -- tables -----------------------------------------------------------------------------

    @cached_property
    def _matter(self) -> "tuple[Grounds, Matter]":
        """What can matter; of further entities, one part for each test of a list."""
        if self._matter_before is None:
            return _made(self.ruleset, self.values, self.closed)
        before, matter = self._matter_before
        ground = before.after(self.values, self.closed)
        check_open(ground.parts)
        same = ground.outlooks is before.outlooks
        return ground, matter if same else Matter(ground.outlooks, ground.parts)

    @cached_property
    def _plan(self) -> "tuple[Grounds, QuickPlanner]":
        """What comes next; with a further entity of each open list, unless that takes long."""
        if self._plan_before is None:
            ground = grounds(self.ruleset, self.values, self.model.further, self.closed)
            return ground, self._planner(ground)
        before, planner = self._plan_before
        ground = before.after(self.values, self.closed, self._whole(before))
        same = ground.outlooks is before.outlooks
        return ground, planner if same else self._planner(ground)

    def _whole(self, before: Grounds) -> frozenset[str]:
        """The lists that plans take to be whole, because to reckon with more takes long."""
        grown = {
            name
            for name, known in self.values.items()
            if isinstance(known, Entities) and len(known.listed) > before.counts.get(name, 0)
        }
        if not (before.whole or grown) or not self._matter[0].exceeds(self.effort.outlooks):
            return frozenset()
        return before.whole | grown

    def _planner(self, ground: Grounds) -> QuickPlanner:
        return QuickPlanner(Asking(ground.outlooks, ground.parts, self.model), self.effort)


@remembered
def _lock(_: Ruleset) -> Any:
    return RLock()


def begun(ruleset: Ruleset, model: Model, effort: Effort) -> Followed:
    """The state in which nothing is known; its tables are made once for each ruleset."""
    if (model, effort) != (Model(), Effort()):
        return Followed(ruleset, model, effort, {})
    with _lock(ruleset):
        return _first(ruleset).get()


class _First:
    """The state in which nothing is known, made anew when its tables have grown large."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._made = Followed(ruleset, Model(), Effort(), {})

    def get(self) -> Followed:
        tables = (self._made._matter[0].outlooks, self._made._plan[0].outlooks)
        if max(map(len, tables)) > MOST_SHARED:
            self._made = Followed(self._ruleset, Model(), Effort(), {})
        return self._made


_first = remembered(_First)


def _made(ruleset: Ruleset, values: Values, closed: frozenset[str]) -> "tuple[Grounds, Matter]":
    ground = grounds(ruleset, values, 0, closed)
    check_open(ground.parts)
    return ground, Matter(ground.outlooks, ground.parts)


def _members(ground: Grounds, matter: Matter, path: str, *, first: bool) -> tuple[str, ...] | None:
    """The members that can matter at a path (or the first); nothing if it cannot matter."""
    parts = ground.parts
    wanted = [number for number, part in enumerate(parts) if part.question == path]
    found = matter.finds(ground.outlook, wanted)
    numbers = list(islice(found, 1) if first else found)
    return tuple(m for number in numbers if (m := parts[number].member)) if numbers else None
