"""The plan as durable rules.

For each question there are rules that conclude *yes* and rules that conclude *no*. A rule is a
join of at most `MAX_JOIN` messages. Two kinds of messages are matched:

- a fact: `{g7: y, q3: y, e: the entity, t0: y|n, …}`, one truth for each test that some rule puts
  to it. Only texts are compared, so that no type of value is ever confused with another;
- a conclusion: `{g7: y, q3: y|n, e: the entity, next: e + 1}`.

Facts and questions have keys (`q3`) in groups (`g7`), both of them names of properties: these
durable-rules finds by hash, whereas the values of one property it tries one by one. A pattern asks
for the group first, because durable-rules never returns from registering 512 or more different
tests at one level. Each message also says which key it is about (`k`), for those who read it.
"""

import json
from collections import Counter
from itertools import chain, product
from math import prod
from typing import NamedTuple

from attrs import define, evolve, field

from casewise.evaluation.plan import FALSE, TRUE, Plan, joined, none_of
from casewise.facts import Test
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Holds, NoneOf, Some

MAX_JOIN = 12
MAX_ALTERNATIVES = 12
MAX_TESTS = 50
MAX_RULES = 255
"""How many rules may share a pattern; with more, durable-rules answers some of them, or none."""

GROUP = 30
"""How many keys share a group: tests that hang on one group are found faster if they are few."""

YES, NO = "y", "n"
START = "start"
"""The message that opens a session, and the only conclusion that answers no question."""

EACH, UP_TO = "#each", "#up-to"
"""Marks in the names of questions that are part of another; no rule's id has a `#`."""


class Literal(NamedTuple):
    """A question or test with the answer wanted of it; `key` and `test` identify the message."""

    key: str
    wanted: str
    test: str = ""


class Conclusion(NamedTuple):
    """What a durable rule concludes when it fires.

    Without a `question` it is about the *some* test that the matched message `of` names.
    """

    question: str
    answer: bool
    scope: str
    of: str = ""


Alternative = tuple[Literal, ...]
Join = list[dict[str, object]]


@define
class Compilation:
    """Durable rules, and what is needed to talk to them."""

    plan: Plan
    rules: dict[str, dict[str, Join]] = field(factory=dict)
    conclusions: dict[str, Conclusion] = field(factory=dict)
    sources: dict[str, tuple[str, ...]] = field(factory=dict)
    """For each rule that speaks of the case alone, the facts and questions it joins."""
    constants: dict[str, bool] = field(factory=dict)
    tests: dict[tuple[str, str], dict[Test, str]] = field(factory=dict)
    """For each fact of a scope the tests put to it, each with the key of its truth."""
    read: set[tuple[str, str]] = field(factory=set)
    """The keys and answers that some rule matches; others need not be asserted."""
    members: dict[str, tuple[str, str]] = field(factory=dict)
    """For the question put to each entity, the *some* test it is part of, and the list."""
    counted: dict[str, tuple[str, bool]] = field(factory=dict)
    """*Some* tests that every entity of a list passes, or none: how many there are decides."""
    _patterns: Counter[Alternative] = field(factory=Counter)
    """How many rules each pattern is part of."""
    _somes: dict[Some, str] = field(factory=dict)
    _keys: dict[str, tuple[str, str]] = field(factory=dict)
    scopes: dict[str, str] = field(factory=dict)
    """The scope of each question, parts of rules included."""
    names: dict[str, str] = field(factory=dict)
    """What each short key stands for."""
    _resolved: dict[str, Condition] = field(factory=dict)
    _parts: dict[tuple[str, Condition], str] = field(factory=dict)
    _waiting: list[tuple[str, str, Condition]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self._add([_and("m0", {START: YES})], Conclusion(START, True, ""))
        for question in self.plan.values():
            self._question(question.name, question.scope, self._resolve(question.name))
        while self._waiting:
            self._question(*self._waiting.pop())

    def definition(self) -> str:
        """The rules in the form durable-rules registers."""
        return json.dumps(self.rules)

    def most_shared(self) -> int:
        """How many rules share a pattern, at most."""
        return max(self._patterns.values(), default=0)

    def key(self, name: str) -> tuple[str, str]:
        """The group and the short key that stand for a name in messages."""
        found = self._keys.get(name)
        if found is None:
            short = f"q{len(self._keys)}"
            found = self._keys[name] = (f"g{len(self._keys) // GROUP}", short)
            self.names[short] = name
        return found

    # -- questions to rules -----------------------------------------------------------------

    def _question(self, name: str, scope: str, condition: Condition) -> None:
        self.scopes[name] = scope
        if condition in (TRUE, FALSE):
            self.constants[name] = condition == TRUE
            return
        for wanted in (True, False):
            for alternative in self._alternatives(condition, wanted, scope):
                self._rule(alternative, Conclusion(name, wanted, scope))

    def _rule(self, alternative: Alternative, conclusion: Conclusion) -> None:
        """One durable rule: literals on one message are one pattern, entities are joined."""
        patterns: dict[str, list[Literal]] = {}
        for literal in dict.fromkeys(alternative):
            patterns.setdefault(literal.key, []).append(literal)
        join = []
        for position, (key, literals) in enumerate(patterns.items()):
            short = self.key(key)[1]
            parts = self._key(key) if literals[0].test else self._key(key)[:1]
            parts += [{literal.test or short: literal.wanted} for literal in literals]
            if conclusion.scope and position:
                parts.append({"e": {"m0": "e"}})
            join.append(_and(f"m{position}", *parts))
            self._patterns[tuple(literals)] += 1
            self.read |= {(key, literal.wanted) for literal in literals}
        name = self._add(join, conclusion)
        if not conclusion.scope:
            self.sources[name] = tuple(source(key) for key in patterns)

    def _add(self, join: Join, conclusion: Conclusion) -> str:
        name = f"r{len(self.rules)}"
        self.rules[name] = {"all": join}
        self.conclusions[name] = conclusion
        return name

    # -- conditions to alternatives ---------------------------------------------------------

    def _alternatives(self, condition: Condition, wanted: bool, scope: str) -> list[Alternative]:
        """The joins of which each alone gives the condition the wanted answer."""
        match condition:
            case AllOf(parts):
                return (self._each if wanted else self._either)(parts, wanted, scope)
            case AnyOf(parts):
                return (self._either if wanted else self._each)(parts, wanted, scope)
            case NoneOf(parts):
                return self._alternatives(AnyOf(parts), not wanted, scope)
            case _:
                return [(self._literal(condition, wanted, scope),)]

    def _either(self, parts: tuple[Condition, ...], wanted: bool, scope: str) -> list[Alternative]:
        """One part with the wanted answer is enough."""
        found = (a for part in parts for a in self._alternatives(part, wanted, scope))
        return list(dict.fromkeys(found))

    def _each(self, parts: tuple[Condition, ...], wanted: bool, scope: str) -> list[Alternative]:
        """All parts must have the wanted answer."""
        if len(parts) > MAX_JOIN:
            kind = AllOf if wanted else AnyOf
            starts = range(0, len(parts), MAX_JOIN)
            chunks = tuple(kind(parts[at : at + MAX_JOIN]) for at in starts)
            return self._each(chunks, wanted, scope)
        choices = [self._alternatives(part, wanted, scope) for part in parts]
        longest = sum(max(map(len, choice)) for choice in choices)
        if prod(map(len, choices)) > MAX_ALTERNATIVES or longest > MAX_JOIN:
            choices = [
                choice if len(choice) == 1 and len(choice[0]) == 1
                else [(self._own_question(part, wanted, scope),)]
                for part, choice in zip(parts, choices, strict=True)
            ]  # fmt: skip
        return [tuple(chain.from_iterable(pick)) for pick in product(*choices)]

    def _own_question(self, condition: Condition, wanted: bool, scope: str) -> Literal:
        """A part of a rule as a question of its own, so that joins stay few and short."""
        name = self._parts.get((scope, condition))
        if name is None:
            name = self._parts[scope, condition] = f"#part{len(self._parts)}"
            self._waiting.append((name, scope, condition))
        return Literal(name, YES if wanted else NO)

    # -- literals ---------------------------------------------------------------------------

    def _literal(self, condition: Condition, wanted: bool, scope: str) -> Literal:
        answer = YES if wanted else NO
        match condition:
            case FactTest(fact, test):
                return self._test(scope, fact, test, answer)
            case Holds(rule):
                return Literal(rule, answer)
            case Some():
                return Literal(self._some(condition), answer)
        raise TypeError(f"{type(condition).__name__} is no literal")  # the callers part the others

    def _test(self, scope: str, fact: str, test: Test, answer: str) -> Literal:
        known = self.tests.setdefault((scope, fact), {})
        key = known.setdefault(test, f"t{len(known)}")
        part = int(key[1:]) // MAX_TESTS
        return Literal(fact_key(scope, fact, part), answer, key)

    def _some(self, some: Some) -> str:
        """The question whether some entity satisfies a condition, as a part of another."""
        name = self._somes.get(some)
        if name is None:
            name = f"#some{len(self._somes)}"
            self._some_question(name, some)
        return name

    def _some_question(self, name: str, some: Some) -> None:
        """Whether some entity satisfies a condition; `#each` is asked of each entity."""
        self._somes[some] = name
        if some.condition in (TRUE, FALSE):
            self.counted[name] = (some.scope, some.condition == TRUE)
            return
        closed = f"list:{some.scope}"
        holds, fails = Conclusion(name, True, ""), Conclusion(name, False, "")
        self._add([_and("m0", *self._key(closed), {"n": 0})], fails)
        each = f"{name}{EACH}"
        self.members[each] = (name, some.scope)
        self._waiting.append((each, some.scope, some.condition))
        self.read |= {(each, YES), (each, NO)}
        self._chain(some.scope)
        group, short = self.key(each)
        self._add([_and("m0", {group: YES}, {short: YES})], holds)

    def _chain(self, scope: str) -> None:
        """That no entity of a list satisfies a test, concluded from one entity to the next.

        Messages: the list has `n` entities and no others; `{in: list, some: test, e: number}`, an
        entity fails a test; `{upto: list, …}`, it and all before it do.
        """
        closed = f"list:{scope}"
        if (closed, "") in self.read:
            return
        self.read.add((closed, ""))
        key = self.key(closed)[1]
        one = _and("m0", *self._key(closed), {"n": 1})
        several = _and("m1", *self._key(closed), {"$gt": {"n": 1}})
        self._add([one, _and("m1", {"in": key}, {"e": 1})], Conclusion("", False, "", of="m1"))
        self._add(
            [_and("m0", {"in": key}, {"e": 1}), several], Conclusion("", False, scope, of="m0")
        )
        before = _and("m1", {"upto": key}, {"some": {"m0": "some"}}, {"next": {"m0": "e"}})
        self._add([{"m0": {"in": key}}, before], Conclusion("", False, scope, of="m0"))
        whole = _and("m1", *self._key(closed), {"n": {"m0": "e"}})
        self._add([{"m0": {"upto": key}}, whole], Conclusion("", False, "", of="m0"))

    def _key(self, key: str) -> list[dict[str, object]]:
        """The tests that let through the messages about a fact or list."""
        group, short = self.key(key)
        return [{group: YES}, {short: YES}]

    # -- constants --------------------------------------------------------------------------

    def _resolve(self, name: str) -> Condition:
        """A question's condition with questions of known answer replaced by that answer."""
        found = self._resolved.get(name)
        if found is None:
            found = self._resolved[name] = self._without_constants(self.plan[name].condition)
        return found

    def _without_constants(self, condition: Condition) -> Condition:
        match condition:
            case Holds(rule):
                resolved = self._resolve(rule)
                return resolved if resolved in (TRUE, FALSE) else condition
            case AllOf(parts):
                return joined(AllOf, [self._without_constants(p) for p in parts], TRUE, FALSE)
            case AnyOf(parts):
                return joined(AnyOf, [self._without_constants(p) for p in parts], FALSE, TRUE)
            case NoneOf(parts):
                return none_of([self._without_constants(part) for part in parts])
            case Some(_, below):
                return evolve(condition, condition=self._without_constants(below))
            case _:
                return condition


def _and(name: str, *parts: dict[str, object]) -> dict[str, object]:
    return {name: {"$and": list(parts)}}


def fact_key(scope: str, fact: str, part: int) -> str:
    """The key of a fact's message; a fact with very many tests has several."""
    name = f"{scope}.{fact}" if scope else fact
    return f"fact:{name}:{part}" if part else f"fact:{name}"


def source(key: str) -> str:
    """The fact, list or question that a key speaks of."""
    kind, _, rest = key.partition(":")
    return rest.partition(":")[0] if kind in ("fact", "list") else key
