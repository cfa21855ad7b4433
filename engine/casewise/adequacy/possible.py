"""What can be shown at all, and by which record: asked of all cases there can be."""

from collections.abc import Iterable
from functools import cached_property

from attrs import evolve, frozen

from casewise.adequacy.decisions import Decision, Part, beside
from casewise.adequacy.observing import (
    DECIDES_NO,
    DECIDES_YES,
    FAILS,
    NO,
    UNKNOWN,
    Goal,
    Observer,
    named,
)
from casewise.adequacy.readings import Under
from casewise.adequacy.sayable import Sayable
from casewise.evaluation.engines import reference_engine
from casewise.evaluation.exact.space import CONSISTENT, Space, Wanted
from casewise.evaluation.plan import Question, simplify, unfold
from casewise.evaluation.reference import Record
from casewise.facts import Entities, Values
from casewise.model.case import Case
from casewise.model.conditions import AllOf, Condition, Holds, NoneOf, Some
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.telling import smallest, told

WANTED: Wanted = {"wanted": True}


@frozen
class Shown:
    """A small record that shows a goal, and the readings under which it does."""

    under: Under
    values: Values


@frozen
class Answered:
    """Whether some record can show a goal (that none can is proved), and one if it was found."""

    possible: bool
    shown: Shown | None = None


class Possibilities:
    """Answers which goals of a ruleset can be shown under some of these readings."""

    def __init__(self, ruleset: Ruleset, unders: Iterable[Under]) -> None:
        self._ruleset = ruleset
        self._unders = tuple(unders)
        self._observer = Observer(ruleset)
        self._named = dict(named(ruleset))

    def answered(self, goal: Goal) -> Answered:
        """Whether a record can show a goal, by the first readings that allow it."""
        possible = False
        for under in self._unders:
            rules = self._ruleset.under(dict(under))
            search = _Unknown if goal.what == UNKNOWN else _Search
            found = search(rules, goal, self._decision(goal))
            if found.possible:
                possible = True
                values = found.record(self._shows(goal, under))
                if values is not None:
                    return Answered(True, Shown(under, values))
        return Answered(possible)

    def _decision(self, goal: Goal) -> Decision | None:
        return goal.about.decision if isinstance(goal.about, Part) else self._named[goal.about]

    def _shows(self, goal: Goal, under: Under) -> "_Shows":
        return _Shows(self._observer, goal, under)


@frozen
class _Shows:
    """Whether a record shows a goal."""

    observer: Observer
    goal: Goal
    under: Under

    def __call__(self, values: Values) -> bool:
        return self.goal in self.observer.shown(Case(None, values, under=self.under))


class _Search:
    """Looks for a record under one choice of readings."""

    def __init__(self, rules: Ruleset, goal: Goal, decision: Decision | None) -> None:
        self._rules = rules
        self._goal = goal
        self._decision = decision

    @property
    def possible(self) -> bool:
        """Whether there is one."""
        return self._some({})

    def record(self, shows: _Shows) -> Values | None:
        """A small one, found by telling fact by fact."""
        found = told((self._rules,), self._some, shows)
        return smallest(found, shows) if shows(found) else None

    def _some(self, values: Values) -> bool:
        return self._space.some(WANTED, values, self._given)

    @property
    def _given(self) -> Wanted:
        """Any consistent case; what a rule forbids is shown by a case that no other forbids."""
        if self._decision is None or not self._decision.forbids:
            return CONSISTENT
        forbidding = self._rules.of_kind(Kind.CONSISTENCY)
        return {rule.id: False for rule in forbidding if rule.id != self._decision.rule.id}

    @cached_property
    def _space(self) -> Space:
        plan = unfold(self._rules)
        for name in WANTED:
            plan[name] = Question(name, "", simplify(self._wanted(), self._rules))
        kept = (r for r in self._rules.rules if r.kind is not Kind.CONSISTENCY or self._holds(r.id))
        return Space(evolve(self._rules, rules=tuple(kept), variants={}), plan)

    def _holds(self, consistency: str) -> bool:
        """Whether no case may break a consistency rule: any but the one that is looked at."""
        return self._given is CONSISTENT or consistency in self._given

    def _wanted(self) -> Condition:
        """What must be so of a case that shows the goal."""
        if self._decision is None:
            outcome = Holds(f"outcome:{self._goal.about}")
            return NoneOf((outcome,)) if self._goal.what == FAILS else outcome
        scope = self._decision.scope
        wanted = self._of_decision(self._decision, Sayable(self._rules.vocabulary, scope))
        return Some(scope, wanted) if scope else wanted

    def _of_decision(self, decision: Decision, sayable: Sayable) -> Condition:
        part, what = self._goal.about, self._goal.what
        if not isinstance(part, Part):
            return sayable.so(decision.condition, holds=what != FAILS)
        own = sayable.so(part.condition, holds=what not in (NO, DECIDES_NO))
        if what not in (DECIDES_YES, DECIDES_NO):
            return own
        others = beside(decision.condition, part.path)
        return AllOf((own, *(sayable.so(other, holds=holds) for other, holds in others)))


class _Unknown(_Search):
    """The record that says least: what it leaves unknown only readings could decide."""

    @property
    def possible(self) -> bool:
        """Whether it leaves the condition unknown."""
        part = self._goal.about
        assert isinstance(part, Part)
        entity = {} if part.decision.scope else self._least
        record = Record(reference_engine(self._rules), self._least)
        return record.judge(part.condition, entity) is None

    def record(self, shows: _Shows) -> Values | None:
        """The one."""
        return self._least if shows(self._least) else None

    @property
    def _least(self) -> Values:
        scope = self._decision.scope if self._decision else ""
        return {scope: Entities(({},), others=True)} if scope else {}
