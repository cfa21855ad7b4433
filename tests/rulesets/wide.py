"""Rulesets that are long, deep or wide beyond anything one would write, and records for them.

`check` is run in a process of its own, as an engine that cannot cope may never return.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

from attrs import evolve

from casewise.errors import EngineFailure, NotLoadable
from casewise.evaluation.classification import classify
from casewise.evaluation.engines import durable_engine, exact_engine, reference_engine
from casewise.facts import Choice, Entities, IsOneOf, IsWithin, Known, Span
from casewise.model.case import Case
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Holds, NoneOf, Some
from casewise.model.rules import Kind, Rule, Yield
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, Vocabulary
from rulesets.generator import entities, number, rule, ruleset, yes_no

Record = Mapping[str, Known | None]
Wide = tuple[Ruleset, list[Record]]

YES, NO = (Choice(frozenset({code})) for code in ("yes", "no"))


def is_yes(fact: str) -> Condition:
    return FactTest(fact, IsOneOf(frozenset({"yes"})))


def names(count: int) -> list[str]:
    return [f"fact_{at}" for at in range(count)]


def made(facts: Iterable[Fact], rules: Iterable[Rule]) -> Ruleset:
    """A ruleset of these rules whose only gap is the rest."""
    rest = rule("gap.else", Kind.GAP, None)
    return ruleset(Vocabulary(tuple(facts)), [*rules, rest], gap_order=("gap.else",))


def truths(count: int) -> list[Record]:
    """All yes, all no, nothing, all but one, and a few at random."""
    rng = random.Random(count)
    every = names(count)
    mixed = [{name: rng.choice((YES, NO, None)) for name in every} for _ in range(3)]
    all_but_one = [dict.fromkeys(every, each) | {every[-1]: None} for each in (YES, NO)]
    one_other = [
        dict.fromkeys(every, YES) | {every[-1]: NO},
        dict.fromkeys(every, NO) | {every[0]: YES},
    ]
    return [
        dict.fromkeys(every, YES),
        dict.fromkeys(every, NO),
        {},
        *all_but_one,
        *one_other,
        *mixed,
    ]


def one_category(count: int, when: Condition) -> Wide:
    facts = map(yes_no, names(count))
    return made(facts, [rule("category", Kind.CATEGORY, when)]), truths(count)


def all_of(count: int) -> Wide:
    return one_category(count, AllOf(tuple(map(is_yes, names(count)))))


def any_of(count: int) -> Wide:
    return one_category(count, AnyOf(tuple(map(is_yes, names(count)))))


def none_of_pairs(count: int) -> Wide:
    every = list(map(is_yes, names(count)))
    pairs = [AllOf(pair) for pair in zip(every[::2], every[1::2], strict=True)]
    return one_category(count, NoneOf(tuple(pairs)))


def nested(depth: int) -> Wide:
    """Connectives in turn, each around the one before and two more tests."""
    condition: Condition = is_yes("fact_0")
    every = names(2 * depth + 1)
    for level in range(depth):
        beside = map(is_yes, every[2 * level + 1 : 2 * level + 3])
        condition = (AllOf, AnyOf, NoneOf)[level % 3]((condition, *beside))
    return one_category(len(every), condition)


def many_questions(count: int) -> Wide:
    """Criteria that each refer to an earlier one, some tests of their own and a category of all."""
    every = names(60)
    rules = []
    for at in range(count):
        own = is_yes(every[at % len(every)])
        earlier = Holds(f"criterion-{at // 2}") if at else own
        parts = (AnyOf, AllOf, NoneOf)[at % 3]((own, earlier))
        rules.append(rule(f"criterion-{at}", Kind.CRITERION, parts))
    ends = tuple(Holds(each.id) for each in rules[-30:])
    rules.append(rule("category", Kind.CATEGORY, AnyOf(ends)))
    return made(map(yes_no, every), rules), truths(len(every))


def many_tests_of_one_fact(count: int) -> Wide:
    bounds = range(1, count + 1)
    rules = [
        rule(f"criterion-{at}", Kind.CRITERION, FactTest("age", IsWithin(at, count)))
        for at in bounds
    ]
    rules.append(rule("category", Kind.CATEGORY, AllOf(tuple(Holds(each.id) for each in rules))))
    spans = [(0, 0), (count, count), (count // 2, count // 2), (3, 9), (0, count), (7, count)]
    return made([number("age", 0, count)], rules), [{"age": Span(*span)} for span in spans]


def pairs_of_tests_of_one_fact(count: int) -> Wide:
    """Every two tests of one fact stand together in a rule, now one first and now the other."""
    tests = [FactTest("age", IsWithin(at, count)) for at in range(1, count + 1)]
    rules = [
        rule(f"criterion-{at}", Kind.CRITERION, AllOf(pair[::-1]))
        for at, pair in enumerate(combinations(tests, 2))
    ]
    spans = [(0, 0), (count, count), (count // 2, count // 2), (0, count), (7, count)]
    return made([number("age", 0, count)], rules), [{"age": Span(*span)} for span in spans]


def one_test_in_many_rules(count: int) -> Wide:
    every = names(count)
    rules = [
        rule(f"criterion-{at}", Kind.CRITERION, AllOf((is_yes("fact_0"), is_yes(name))))
        for at, name in enumerate(every)
    ]
    rules.append(rule("category", Kind.CATEGORY, AnyOf(tuple(Holds(each.id) for each in rules))))
    return made(map(yes_no, every), rules), truths(count)


def two_tests_in_many_rules(count: int) -> Wide:
    """Just as many rules as durable-rules has room for at one test, twice."""
    every = names(count)
    rules = [
        rule(f"criterion-{test}-{name}", Kind.CRITERION, AllOf((is_yes(test), is_yes(name))))
        for test in ("fact_0", "fact_1")
        for name in every[2:]
    ]
    return made(map(yes_no, every), rules), truths(count)


def many_categories(count: int) -> Wide:
    every = names(count)
    rules = [
        rule(f"category-{at}", Kind.CATEGORY, AllOf((is_yes(name), is_yes(every[at - 1]))))
        for at, name in enumerate(every)
    ]
    return made(map(yes_no, every), rules), truths(count)


def precedence(count: int) -> Wide:
    """Categories that each yield to the one before."""
    every = names(count)
    rules = [
        evolve(
            rule(f"category-{at:03}", Kind.CATEGORY, is_yes(name)),
            yields=(Yield(f"category-{at - 1:03}", ()),) if at else (),
        )
        for at, name in enumerate(every)
    ]
    return made(map(yes_no, every), rules), truths(count)


def many_gaps(count: int) -> Wide:
    every = names(count)
    gaps = [rule(f"gap.{name}", Kind.GAP, is_yes(name)) for name in every]
    rest = rule("gap.else", Kind.GAP, None)
    order = (*(gap.id for gap in gaps), "gap.else")
    vocabulary = Vocabulary(tuple(map(yes_no, every)))
    return ruleset(vocabulary, [*gaps, rest], gap_order=order), truths(count)


def many_entities(count: int) -> Wide:
    """Several *some* tests on one list, of which one passes only the last entity."""
    pairs = (("open", "full"), ("open", "new"), ("full", "new"))
    rules = [
        rule(f"category-{at}", Kind.CATEGORY, Some("boxes", AllOf(tuple(map(is_yes, pair)))))
        for at, pair in enumerate(pairs)
    ]
    plain: list[Record] = [{"open": YES, "full": NO, "new": NO} for _ in range(count)]
    last: Record = {"open": NO, "full": YES, "new": YES}
    lists = [
        Entities(tuple(plain), others=False),
        Entities((*plain[1:], last), others=False),
        Entities((*plain[1:], {"open": YES}), others=False),
        Entities(tuple(plain), others=True),
        Entities(tuple({} for _ in range(count)), others=False),
    ]
    facts = [entities("boxes", *map(yes_no, ("open", "full", "new")))]
    return made(facts, rules), [{"boxes": each} for each in lists]


def exclusive_tests(count: int) -> Wide:
    """An entity passes one test at most, and a list any of them."""
    rules = [
        rule(f"category-{at:02}", Kind.CATEGORY, Some("boxes", FactTest("size", IsWithin(at, at))))
        for at in range(count)
    ]
    lists: list[Record] = [
        {},
        {"boxes": Entities(({"size": Span(3, 3)},), others=True)},
        {"boxes": Entities(({"size": Span(3, 5)}, {}), others=False)},
    ]
    return made([entities("boxes", number("size", 0, count))], rules), lists


def references(depth: int) -> Wide:
    """Rules that refer to rules, so many in a row."""
    rules = [rule("criterion-0", Kind.CRITERION, is_yes("fact_0"))]
    for at in range(1, depth):
        parts = (Holds(f"criterion-{at - 1}"), is_yes(f"fact_{at % 3}"))
        rules.append(rule(f"criterion-{at}", Kind.CRITERION, (AllOf, AnyOf)[at % 2](parts)))
    rules.append(rule("category", Kind.CATEGORY, Holds(f"criterion-{depth - 1}")))
    return made(map(yes_no, names(3)), rules), truths(3)


WIDE: dict[str, Callable[[], Wide]] = {
    "all of 20": lambda: all_of(20),
    "all of 200": lambda: all_of(200),
    "any of 30": lambda: any_of(30),
    "any of 600": lambda: any_of(600),
    "none of 40 pairs": lambda: none_of_pairs(80),
    "nested 12 deep": lambda: nested(12),
    "nested 40 deep": lambda: nested(40),
    "600 questions": lambda: many_questions(600),
    "300 tests of one fact": lambda: many_tests_of_one_fact(300),
    "one test in 300 rules": lambda: one_test_in_many_rules(300),
    "two tests in 256 rules": lambda: two_tests_in_many_rules(258),
    "780 pairs of tests of one fact": lambda: pairs_of_tests_of_one_fact(40),
    "150 categories": lambda: many_categories(150),
    "100 categories that yield": lambda: precedence(100),
    "100 gaps": lambda: many_gaps(100),
    "5 entities": lambda: many_entities(5),
    "60 entities": lambda: many_entities(60),
    "40 references in a row": lambda: references(40),
    "40 tests of which an entity passes one": lambda: exclusive_tests(40),
}


BEYOND_DURABLE = {
    "one test in 300 rules",
    "two tests in 256 rules",
    "780 pairs of tests of one fact",
}
"""What durable-rules cannot hold: more than 255 rules on one pattern, or a message that more than
64 patterns wait for at a time. The latter shows only with records that hold so many."""


def check(name: str) -> None:
    """Both engines answer every question of every record alike, and no others than are open.

    Where durable-rules cannot hold a ruleset it says so, and the reference answers by default.
    """
    ruleset, records = WIDE[name]()
    refused = 0
    for record in records:
        answers = reference_engine(ruleset).verdicts(record).answers
        try:
            assert durable_engine(ruleset).verdicts(record).answers == answers
        except (NotLoadable, EngineFailure):
            refused += 1
            assert classify(ruleset, Case(None, record)).engine == "reference"
        known = record and all(
            value is not None and not isinstance(value, Entities) for value in record.values()
        )
        exact = all(not isinstance(v, Span) or v.low == v.high for v in record.values())
        assert not (known and exact) or None not in answers.values()
    assert bool(refused) == (name in BEYOND_DURABLE)


def check_possible(name: str) -> None:
    """What is possible of the first record is every category and the rest."""
    ruleset, records = WIDE[name]()
    assert exact_engine(ruleset).completions(records[0]).possible == set(ruleset.outcomes[1:])
