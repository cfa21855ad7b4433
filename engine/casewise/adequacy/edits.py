"""Single edits of a condition, each at one place in its tree."""

from collections.abc import Iterator

from attrs import evolve, frozen

from casewise.adequacy.fact_edits import test_edits
from casewise.adequacy.wording import CONNECTIVES, as_written
from casewise.errors import Place
from casewise.evaluation.plan import FALSE, TRUE
from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Branch,
    Condition,
    FactTest,
    Holds,
    NoneOf,
    Some,
    Under,
    parts_of,
)
from casewise.model.ruleset import Reading
from casewise.model.vocabulary import Fact, FactType, Vocabulary

DROPPED, NEGATED, CONNECTIVE = "part dropped", "condition negated", "connective changed"
CONSTANT, READING = "condition made constant", "reading changed"
APART, SCOPE = "one and the same entity", "list changed"


@frozen
class Edit:
    """One edit: which operator made it, what it did in words, where, and what came of it."""

    operator: str
    words: str
    place: Place | None
    condition: Condition


@frozen
class Editor:
    """Edits the conditions of rules that have these facts and readings."""

    vocabulary: Vocabulary
    readings: tuple[Reading, ...]

    def edits(
        self, condition: Condition, scope: str = "", absorbed: bool | None = None
    ) -> Iterator[Edit]:
        """Every edit of the condition or of a part of it; the whole is also made constant.

        A part made constant is nothing new: it is a part dropped, here or further up, or the whole
        made constant. Nor is the constant that is `absorbed` where the whole stands.
        """
        for truth, constant in ((True, TRUE), (False, FALSE)):
            if truth is not absorbed:
                yield self._became(CONSTANT, condition, constant, scope)
        yield from self._within(condition, scope)

    def _within(self, condition: Condition, scope: str) -> Iterator[Edit]:
        """The edits here and below."""
        yield from self._here(condition, scope)
        below = condition.scope if isinstance(condition, Some) else scope
        parts = parts_of(condition)
        for position, part in enumerate(parts):
            for edit in self._within(part, below):
                yield evolve(edit, condition=_with_part(condition, position, edit.condition))
            if isinstance(condition, AllOf | AnyOf | NoneOf) and len(parts) > 1:
                left = evolve(condition, parts=(*parts[:position], *parts[position + 1 :]))
                yield self._edit(DROPPED, part, f"{self._word(part, below)} dropped", left)

    def _word(self, condition: Condition, scope: str) -> str:
        return f"`{as_written(self.vocabulary, condition, scope)}`"

    def _edit(self, operator: str, at: Condition, words: str, edited: Condition) -> Edit:
        return Edit(operator, words, at.place, edited)

    def _became(self, operator: str, old: Condition, new: Condition, scope: str) -> Edit:
        words = f"{self._word(old, scope)} became {self._word(new, scope)}"
        return self._edit(operator, old, words, new)

    # -- at one place -------------------------------------------------------------------------

    def _here(self, condition: Condition, scope: str) -> Iterator[Edit]:
        match condition:
            case AllOf() | AnyOf() | NoneOf():
                yield from self._connectives(condition, scope)
            case FactTest():
                yield from self._fact_edits(condition, scope)
            case Holds():
                yield self._negated(condition, scope)
            case Some():
                yield self._negated(condition, scope)
                yield self._anyone(condition)
                yield from self._apart(condition)
                yield from self._other_lists(condition)
            case Under(reading, value):
                codes = next(each.codes for each in self.readings if each.name == reading)
                others = (evolve(condition, value=code) for code in codes if code != value)
                yield from (self._became(READING, condition, new, scope) for new in others)

    def _connectives(self, condition: AllOf | AnyOf | NoneOf, scope: str) -> Iterator[Edit]:
        several = len(condition.parts) > 1
        for kind in (AllOf, AnyOf, NoneOf):
            turned = NoneOf in (kind, type(condition))
            if kind is not type(condition) and (several or turned):
                new = kind(condition.parts, condition.place)
                words = f"`{CONNECTIVES[type(condition)]}` became `{CONNECTIVES[kind]}`"
                yield self._edit(CONNECTIVE, condition, words, new)
        if isinstance(condition, AllOf) and several:
            yield self._negated(condition, scope)

    def _negated(self, condition: Condition, scope: str) -> Edit:
        words = f"{self._word(condition, scope)} negated"
        return self._edit(NEGATED, condition, words, NoneOf((condition,), condition.place))

    def _fact_edits(self, condition: FactTest, scope: str) -> Iterator[Edit]:
        fact = self.vocabulary.find(scope, condition.fact)
        assert fact is not None  # as the reader has seen to
        if fact.type is not FactType.YES_NO:  # where the other answer is the negation
            yield self._negated(condition, scope)
        for operator, test in test_edits(fact, condition.test):
            yield self._became(operator, condition, evolve(condition, test=test), scope)

    def _anyone(self, condition: Some) -> Edit:
        """It is enough that there is an entity."""
        new = evolve(condition, condition=TRUE)
        words = f"{self._word(condition, '')} holds whenever there is one"
        return self._edit(CONSTANT, condition.condition, words, new)

    def _apart(self, condition: Some) -> Iterator[Edit]:
        """What one and the same entity must satisfy, each part by some entity of its own."""
        if isinstance(condition.condition, AllOf) and len(condition.condition.parts) > 1:
            each = tuple(evolve(condition, condition=p) for p in condition.condition.parts)
            words = f"{self._word(condition, '')} need not be one and the same"
            yield self._edit(APART, condition, words, AllOf(each, condition.place))

    def _other_lists(self, condition: Some) -> Iterator[Edit]:
        """The same asked of another list, where its entities have facts like these."""
        for other in self.vocabulary.lists():
            if other.name != condition.scope and self._fits(condition, other):
                new = evolve(condition, scope=other.name)
                yield self._became(SCOPE, condition, new, "")

    def _fits(self, condition: Some, other: Fact) -> bool:
        """Whether every test could be put to the other list; rules are about one list only."""
        leaves = [part for part in _leaves(condition.condition) if not isinstance(part, Under)]
        return all(
            isinstance(leaf, FactTest)
            and _alike(
                self.vocabulary.find(condition.scope, leaf.fact),
                self.vocabulary.find(other.name, leaf.fact),
            )
            for leaf in leaves
        )


def _leaves(condition: Condition) -> Iterator[Condition]:
    parts = parts_of(condition)
    if not parts:
        yield condition
    for part in parts:
        yield from _leaves(part)


def _alike(one: Fact | None, other: Fact | None) -> bool:
    return (
        one is not None
        and other is not None
        and (one.type, one.codes, one.low, one.high, one.optional)
        == (other.type, other.codes, other.low, other.high, other.optional)
    )


def _with_part(condition: Condition, position: int, part: Condition) -> Condition:
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            return evolve(condition, parts=(*parts[:position], part, *parts[position + 1 :]))
        case Some() | Branch():
            return evolve(condition, condition=part)
        case _:
            raise TypeError(f"{type(condition).__name__} has no parts")
