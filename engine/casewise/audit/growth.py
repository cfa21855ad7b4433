"""A case and the same case with something added: whether that can move it out of an outcome.

Both are judged in one space. What may grow has a second fact for the case with more: of a yes/no
fact and of a set the value that it then has, of a list the entities that are added to it.
"""

from collections.abc import Iterable, Iterator

from attrs import evolve

from casewise.evaluation.exact.space import Space
from casewise.evaluation.plan import Question, unfold
from casewise.facts import (
    Choice,
    Entities,
    IncludesAny,
    IsOneOf,
    Known,
    Members,
    Values,
)
from casewise.model.case import Case
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Holds, NoneOf, Some
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType, Vocabulary
from casewise.witness import witness

MORE = "~"
"""Ends the name of what belongs to the case with more."""
GREW, BEFORE, AFTER = "grew", "before", "after"
YES, NO = frozenset({"yes"}), frozenset({"no"})


class Growth:
    """Cases of a ruleset beside themselves with something added to facts at some paths."""

    def __init__(self, ruleset: Ruleset, adding: Iterable[str]) -> None:
        self._paths = frozenset(adding)
        self._vocabulary = ruleset.vocabulary
        facts = tuple(self._with_more(ruleset.vocabulary.facts, ""))
        self._ruleset = evolve(ruleset, vocabulary=Vocabulary(facts), variants={})
        self._rules = unfold(ruleset)

    def escape(self, keeps: Iterable[str]) -> tuple[Case, Case] | None:
        """A smallest case that has one of these outcomes, and one with more that has none.

        Outcomes are the names of their questions.

        None where there are no such two: it is then proved that there are none.
        """
        space = Space(self._ruleset, dict(self._questions(tuple(keeps))))
        wanted = {BEFORE: True, AFTER: False, f"consistent{MORE}": True, GREW: True}
        found = witness(self._ruleset, space, wanted)
        if found is None:
            return None
        return Case(None, self._less(found)), Case(None, self._more(found))

    # -- two cases as one -------------------------------------------------------------------

    def _grows(self, scope: str, name: str) -> bool:
        return (f"{scope}.{name}" if scope else name) in self._paths

    def _with_more(self, facts: tuple[Fact, ...], scope: str) -> Iterator[Fact]:
        for fact in facts:
            if fact.type is FactType.LIST:
                yield evolve(fact, facts=tuple(self._with_more(fact.facts, fact.name)))
            else:
                yield fact
            if self._grows(scope, fact.name):
                yield evolve(fact, name=fact.name + MORE)

    def _questions(self, keeps: tuple[str, ...]) -> Iterator[tuple[str, Question]]:
        # First, so that both values of a fact are asked for one after the other.
        yield GREW, Question(GREW, "", AllOf(tuple(self._only_more())))
        yield from self._rules.items()
        for name, question in self._rules.items():
            changed = self._changed(question.condition, question.scope)
            yield name + MORE, Question(name + MORE, question.scope, changed)
        yield BEFORE, _any_outcome(BEFORE, keeps, "")
        yield AFTER, _any_outcome(AFTER, keeps, MORE)

    def _changed(self, condition: Condition, scope: str) -> Condition:
        """The condition as it is judged of the case with more."""
        match condition:
            case Holds(rule):
                return evolve(condition, rule=rule + MORE)
            case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
                return evolve(condition, parts=tuple(self._changed(p, scope) for p in parts))
            case Some(group, inner):
                here = evolve(condition, condition=self._changed(inner, group))
                added = evolve(condition, scope=group + MORE)
                return AnyOf((here, added)) if self._grows("", group) else here
            case FactTest(fact, _) if self._grows(scope, fact):
                return evolve(condition, fact=fact + MORE)
            case _:
                return condition

    def _only_more(self) -> Iterator[Condition]:
        """That what the case with more has is what the case has, and more."""
        for scope, fact in self._vocabulary:
            if self._grows(scope, fact.name) and fact.type is not FactType.LIST:
                for lost in _losses(fact):
                    yield NoneOf((Some(scope, lost) if scope else lost,))

    # -- one record as two ------------------------------------------------------------------

    def _less(self, found: Values) -> dict[str, Known | None]:
        """What the record says of the case as it is."""
        said: dict[str, Known | None] = {}
        for name, known in found.items():
            if isinstance(known, Entities):
                known = evolve(known, listed=tuple(self._less(each) for each in known.listed))
            if not name.endswith(MORE):
                said[name] = known
        return said

    def _more(self, found: Values) -> dict[str, Known | None]:
        """What the record says of the case with more."""
        return self._more_of(found, self._vocabulary.facts, "")

    def _more_of(
        self, found: Values, facts: tuple[Fact, ...], scope: str
    ) -> dict[str, Known | None]:
        said: dict[str, Known | None] = {}
        for fact in facts:
            known = found.get(fact.name)
            if isinstance(known, Entities):
                listed = tuple(self._more_of(each, fact.facts, fact.name) for each in known.listed)
                known = evolve(known, listed=listed)
            if self._grows(scope, fact.name):
                known = _grown(fact, known, found.get(fact.name + MORE))
            if known is not None:
                said[fact.name] = known
        return said


def _any_outcome(name: str, keeps: tuple[str, ...], mark: str) -> Question:
    return Question(name, "", AnyOf(tuple(Holds(each + mark) for each in keeps)))


def _losses(fact: Fact) -> Iterator[Condition]:
    """The ways in which the second value of a fact has less than the first."""
    more = fact.name + MORE
    if fact.type is FactType.YES_NO:
        yield AllOf((FactTest(fact.name, IsOneOf(YES)), FactTest(more, IsOneOf(NO))))
        return
    for code in fact.codes:
        test = IncludesAny(frozenset({code}))
        yield AllOf((FactTest(fact.name, test), NoneOf((FactTest(more, test),))))


def _grown(fact: Fact, known: Known | None, more: Known | None) -> Known | None:
    """What is known of a fact of the case with more, by what is known of both."""
    if fact.type is FactType.LIST:
        return _lengthened(known, more)
    if more is not None or known is None:
        return more
    if isinstance(known, Members):
        return Members(known.included, frozenset()) if known.included else None
    return known if known == Choice(YES) else None


def _lengthened(known: Known | None, more: Known | None) -> Known | None:
    """A list with the entities that are added; where one of both may have others, so may it."""
    groups = [each for each in (known, more) if isinstance(each, Entities)]
    listed = tuple(entity for group in groups for entity in group.listed)
    others = len(groups) < 2 or any(group.others for group in groups)
    return Entities(listed, others) if listed or not others else None
