"""Which questions can matter, by trying every course an interview can take; see `naive`.

A course tells each other part exactly or leaves it open: a fact, a member of a set, what the
further entities of a list are like; of each list one more entity may be told of in part. A
question matters if in some course an answer to it can be given and rules out an outcome.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from math import prod

from attrs import evolve, field, frozen

from casewise.evaluation.exact.translation import asked_tests
from casewise.evaluation.plan import unfold
from casewise.explanation.words import known_at
from casewise.facts import Choice, Entities, Known, Members, Span, Test, Values
from casewise.model.conditions import Condition, Holds
from casewise.model.vocabulary import Fact, FactType
from rulesets.naive import Entity, Naive, Stages, Value, agreeing, passes

Told = Known | None
Part = tuple[str, str]
"""The path of a fact or a list, and the member where the fact is a set."""


@frozen
class Courses:
    """The courses of an interview about one record; what is known as `None` is not asked."""

    naive: Naive
    values: Values
    _possible: dict[object, frozenset[str]] = field(factory=dict)

    def size(self) -> int:
        return sum(each._size() for each in self._ways())

    def _size(self) -> int:
        return prod(len(told) + 1 for told in self.parts().values())

    def mattering(self) -> set[str]:
        """The questions that can matter, whether or not one more entity of a list is told of."""
        asked = paths(self.parts())
        return {
            path
            for way in self._ways()
            for path in asked
            if path in paths(parts := way.parts()) and way._matters(path, parts)
        }

    def _ways(self) -> "list[Courses]":
        """This record, and those with one more entity of one open list or of several."""
        lists = [path for path, told in self.parts() if not told and "." not in path]
        lists = [path for path in lists if path in self._lists()]
        records = [self.values]
        for name in lists:
            records += [_with_one_more(record, name) for record in records]
        return [Courses(self.naive, record) for record in records]

    def _lists(self) -> set[str]:
        return {fact.name for fact in self.naive.ruleset.vocabulary.lists()}

    def _matters(self, path: str, parts: Mapping[Part, list[Told]]) -> bool:
        others = {part: told for part, told in parts.items() if part[0] != path}
        own = {part: told for part, told in parts.items() if part[0] == path}
        answers = [dict(zip(own, told, strict=True)) for told in product(*own.values())]
        for course in product(*([None, *told] for told in others.values())):
            told = {p: each for p, each in zip(others, course, strict=True) if each is not None}
            before = self.possible(told)
            for answer in answers:
                after = self.possible(told | answer)
                if after and after != before:
                    return True
        return False

    def possible(self, told: Mapping[Part, Told]) -> frozenset[str]:
        """What is possible once so much is told; nothing where it contradicts."""
        record = self.record(told)
        key = repr(sorted(record.items()))
        if key not in self._possible:
            self._possible[key] = self.naive.answer(record).possible - {"conflict"}
        return self._possible[key]

    def record(self, told: Mapping[Part, Told]) -> Values:
        """The record that says this too."""
        record = self.values
        for part, each in told.items():
            record = tell(record, part, each)
        return record

    def parts(self) -> dict[Part, list[Told]]:
        """What can be told, and how exactly."""
        found: dict[Part, list[Told]] = {}
        for fact in self.naive.ruleset.vocabulary.facts:
            known = self.values.get(fact.name)
            if fact.type is FactType.LIST:
                assert known is None or isinstance(known, Entities)
                found |= self._list(fact, known)
            else:
                found |= self._fact(fact.name, "", fact, self.values)
        return {part: told for part, told in found.items() if told}

    def _list(self, fact: Fact, known: Entities | None) -> dict[Part, list[Told]]:
        found: dict[Part, list[Told]] = {}
        listed = known.listed if known is not None else ()
        for number, entity in enumerate(listed, start=1):
            for inner in fact.facts:
                found |= self._fact(f"{fact.name}.{number}.{inner.name}", fact.name, inner, entity)
        asked = fact.name not in self.values if known is None else known.others
        if asked:
            lists = self.naive._lists(fact, Entities((), others=True))
            found[fact.name, ""] = [
                Entities(tuple(_told(fact, entity) for entity in more), others=False)
                for more in lists
            ]
        return found

    def _fact(self, path: str, scope: str, fact: Fact, values: Values) -> dict[Part, list[Told]]:
        known = values.get(fact.name)
        if known is None and fact.name in values:
            return {}
        if (scope, fact.name) not in self.naive._tests:
            return {}
        if fact.type is FactType.SET:
            return dict(_members(path, fact, known))
        exact = [each for each in self.naive._different(scope, fact, known) if each is not None]
        return {(path, ""): [exactly(fact, each) for each in exact]}


def _with_one_more(values: Values, name: str) -> Values:
    known = values.get(name)
    listed = known.listed if isinstance(known, Entities) else ()
    return {**values, name: Entities((*listed, {}), others=True)}


def _members(path: str, fact: Fact, known: Known | None) -> Iterator[tuple[Part, list[Told]]]:
    settled = known.included | known.excluded if isinstance(known, Members) else frozenset()
    for code in fact.codes:
        if code not in settled:
            one, none = frozenset({code}), frozenset[str]()
            yield (path, code), [Members(one, none), Members(none, one)]


def _told(group: Fact, entity: Entity) -> Values:
    return {fact.name: exactly(fact, entity[fact.name]) for fact in group.facts}


def exactly(fact: Fact, value: Value) -> Told:
    """What says so; that there is no value cannot be said."""
    match value:
        case str():
            return Choice(frozenset({value}))
        case int():
            return Span(value, value)
        case frozenset():
            return Members(value, frozenset(fact.codes) - value)
        case _:
            return None


def tell(values: Values, part: Part, known: Told) -> Values:
    """The record that says this too."""
    name, _, rest = part[0].partition(".")
    before = values.get(name)
    if not rest:
        return {**values, name: _both(before, known)}
    assert isinstance(before, Entities)
    number, _, inner = rest.partition(".")
    listed = list(before.listed)
    entity = listed[int(number) - 1]
    listed[int(number) - 1] = {**entity, inner: _both(entity.get(inner), known)}
    return {**values, name: evolve(before, listed=tuple(listed))}


def _both(before: Told, known: Told) -> Told:
    match before, known:
        case Members(included, excluded), Members(more, fewer):
            return Members(included | more, excluded | fewer)
        case Entities(listed, _), Entities(more, others):
            return Entities((*listed, *more), others)
        case _:
            return known


def paths(parts: Iterable[Part]) -> set[str]:
    return {path for path, _ in parts}


@frozen
class Optimum:
    """The least that an interview costs by what is expected, trying every question at every turn.

    Every answer that does not contradict is equally likely, but for `not_known`.
    """

    courses: Courses
    not_known: float
    cost: Callable[[str], float]
    _known: dict[object, float] = field(factory=dict)

    def expected(self) -> float:
        return self._expected({}, frozenset())

    def _expected(self, told: dict[Part, Told], closed: frozenset[str]) -> float:
        key = (repr(sorted(told.items())), closed)
        if key not in self._known:
            self._known[key] = self._least(told, closed)
        return self._known[key]

    def _least(self, told: dict[Part, Told], closed: frozenset[str]) -> float:
        if not self._matters(told, closed):
            return 0
        parts = self.courses.parts()
        done = closed | paths(told)
        return min(self._if_asked(path, told, closed) for path in paths(parts) - done)

    def _if_asked(self, path: str, told: dict[Part, Told], closed: frozenset[str]) -> float:
        after = [{**told, **answer} for answer in self._answers(path)]
        given = [each for each in after if self.courses.possible(each)]
        fact = self.courses.naive.ruleset.vocabulary.at(path)
        absent = fact is not None and fact.optional and self._may_be_absent(fact, told)
        ways = len(given) + absent
        known = (1 - self.not_known) / ways
        unanswered = self.not_known + known * absent
        found = self.cost(path) + sum(known * self._expected(each, closed) for each in given)
        return found + (unanswered and unanswered * self._expected(told, closed | {path}))

    def _may_be_absent(self, fact: Fact, told: Mapping[Part, Told]) -> bool:
        """Whether some completion has no value for a fact of the case."""
        naive = self.courses.naive
        return any(
            complete[fact.name] is None and Stages(naive.ruleset, complete).judged().consistent
            for complete in naive.completions(self.courses.record(told))
        )

    def _answers(self, path: str) -> list[dict[Part, Told]]:
        """The answers that are equally likely: values, pieces of a range, sets of members."""
        fact = self.courses.naive.ruleset.vocabulary.at(path)
        own = {part: each for part, each in self.courses.parts().items() if part[0] == path}
        if fact is not None and fact.type is not FactType.SET:
            own = {(path, ""): self._values(path, fact)}
        return [dict(zip(own, each, strict=True)) for each in product(*own.values())]

    def _values(self, path: str, fact: Fact) -> list[Told]:
        values = [v for v in agreeing(fact, known_at(self.courses.values, path)) if v is not None]
        if fact.type in (FactType.NUMBER, FactType.DATE):
            tests = self._tests(path)
            told = [tuple(passes(value, test) for test in tests) for value in values]
            values = [v for at, v in enumerate(values) if not at or told[at] != told[at - 1]]
        return [exactly(fact, value) for value in values]

    def _tests(self, path: str) -> list[Test]:
        """The tests that rules put to a fact under the chosen readings."""
        plan = unfold(self.courses.naive.ruleset)
        scope = path.partition(".")[0] if "." in path else ""
        about_the_case: list[tuple[str, Condition]] = [
            ("", Holds(each.name)) for each in plan.values() if not each.scope
        ]
        return asked_tests(plan, about_the_case, scope).get(path.rpartition(".")[2], [])

    def _matters(self, told: dict[Part, Told], closed: frozenset[str]) -> bool:
        """Whether some course from here on rules something out."""
        before = self.courses.possible(told)
        if len(before) == 1:
            return False
        left = paths(self.courses.parts()) - closed - paths(told)
        for path in left:
            for answer in self._answers(path):
                after = self.courses.possible({**told, **answer})
                if after and (after != before or self._matters({**told, **answer}, closed)):
                    return True
        return False
