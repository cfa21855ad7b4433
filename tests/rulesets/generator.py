"""Small random rulesets, as values of the model, and random records for them.

Everything is as the reader of rule files would make it: tests fit the types of their facts, a rule
about one entity stands only where an entity is judged, no rule leads back to itself, precedence has
no circle under any reading, and families that must be total end in what remains. Ranges of numbers
and dates are short, so that every value of every fact can be tried.
"""

import random
from collections.abc import Callable, Iterator, Mapping

from attrs import define, evolve, field

from casewise.facts import (
    Choice,
    Entities,
    IncludesAny,
    IsEmpty,
    IsOneOf,
    IsStated,
    IsWithin,
    Known,
    Members,
    Span,
    Test,
)
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
)
from casewise.model.rules import Exclusion, Kind, Rule, Yield
from casewise.model.ruleset import Reading, ReadingValue, Ruleset
from casewise.model.vocabulary import Fact, FactType, Value, Vocabulary

Record = dict[str, Known | None]

FIRST = 730_000  # any stretch of days will do
LISTS = ("boxes", "labels")
PLAIN_TYPES = tuple(kind for kind in FactType if kind is not FactType.LIST)


# -- facts ----------------------------------------------------------------------------------------


def yes_no(name: str) -> Fact:
    return Fact(name, FactType.YES_NO, name, name)


def listed(name: str, kind: FactType, *codes: str) -> Fact:
    return Fact(name, kind, name, name, values=tuple(Value(code, code) for code in codes))


def number(name: str, low: int = 0, high: int = 4) -> Fact:
    return Fact(name, FactType.NUMBER, name, name, low=low, high=high)


def day(name: str, *, optional: bool = False, length: int = 4) -> Fact:
    last = FIRST + length - 1
    return Fact(name, FactType.DATE, name, name, low=FIRST, high=last, optional=optional)


def entities(name: str, *facts: Fact) -> Fact:
    return Fact(name, FactType.LIST, name, name, singular=name.removesuffix("s"), facts=facts)


def random_fact(rng: random.Random, name: str) -> Fact:
    match rng.choice(PLAIN_TYPES):
        case FactType.YES_NO:
            return yes_no(name)
        case FactType.NUMBER:
            return number(name)
        case FactType.DATE:
            return day(name, optional=rng.random() < 0.5)
        case kind:
            return listed(name, kind, *("red", "green", "blue")[: rng.choice((2, 3))])


def random_vocabulary(rng: random.Random) -> Vocabulary:
    """Two to four facts of the case, and up to two lists with one to three facts each."""
    facts = [random_fact(rng, f"fact_{at}") for at in range(rng.choice((2, 3, 3, 4)))]
    for name in LISTS[: rng.choice((0, 1, 1, 2))]:
        inner = [random_fact(rng, f"{name[0]}_{at}") for at in range(rng.choice((1, 2, 2, 3)))]
        facts.append(entities(name, *inner))
    return Vocabulary(tuple(rng.sample(facts, len(facts))))


# -- tests and conditions -------------------------------------------------------------------------


def random_test(rng: random.Random, fact: Fact) -> Test:
    match fact.type:
        case FactType.NUMBER | FactType.DATE:
            if fact.optional and rng.random() < 0.4:
                return IsStated(rng.random() < 0.5)
            low, high = sorted(rng.choices(range(fact.low, fact.high + 1), k=2))
            ends = ((fact.low, high), (low, fact.high), (low, high))
            return IsWithin(*rng.choice(ends))
        case FactType.SET:
            if rng.random() < 0.3:
                return IsEmpty(frozenset(fact.codes))
            return IncludesAny(some_of(rng, fact.codes))
        case FactType.YES_NO:
            return IsOneOf(frozenset({rng.choice(fact.codes)}))
        case _:
            return IsOneOf(some_of(rng, fact.codes))


def some_of(rng: random.Random, codes: tuple[str, ...]) -> frozenset[str]:
    """One code or several, perhaps all."""
    return frozenset(rng.sample(codes, rng.choice((1, 1, 2, len(codes)))))


@define
class Writer:
    """Writes the conditions of one ruleset; rules written before may be referred to."""

    rng: random.Random
    vocabulary: Vocabulary
    readings: tuple[Reading, ...]
    rules: list[Rule] = field(factory=list)
    _branches: int = 0

    def condition(self, scope: str = "", depth: int = 3) -> Condition:
        """A random condition about the case, or about one entity of a list."""
        below = depth - 1
        if depth <= 0 or self.rng.random() < 0.35:
            return self._leaf(scope, depth)
        match self.rng.choice(("all", "any", "none", "branch")):
            case "all":
                return AllOf(self._parts(scope, below))
            case "any":
                return AnyOf(self._parts(scope, below))
            case "none":
                return NoneOf(self._parts(scope, below))
            case _:
                self._branches += 1
                return Branch(f"branch-{self._branches}", "", (), self.condition(scope, below))

    def _parts(self, scope: str, depth: int) -> tuple[Condition, ...]:
        count = self.rng.choice((1, 2, 2, 2, 3, 4))
        return tuple(self.condition(scope, depth) for _ in range(count))

    def _leaf(self, scope: str, depth: int) -> Condition:
        choices: list[Callable[[], Condition]] = [lambda: self.fact_test(scope)] * 4
        if self.readings:
            choices.append(self._under)
        known = [rule.id for rule in self.rules if rule.scope == scope and rule.when is not None]
        if known:
            choices += [lambda: Holds(self.rng.choice(known))] * 2
        lists = [fact.name for fact in self.vocabulary.lists()]
        if lists and not scope:
            choices += [lambda: self.some(self.rng.choice(lists), depth)] * 4
        return self.rng.choice(choices)()

    def fact_test(self, scope: str) -> FactTest:
        facts = [fact for fact in self.vocabulary.of(scope) if fact.type is not FactType.LIST]
        fact = self.rng.choice(facts)
        return FactTest(fact.name, random_test(self.rng, fact))

    def some(self, scope: str, depth: int) -> Some:
        return Some(scope, self.condition(scope, depth))

    def _under(self) -> Under:
        reading = self.rng.choice(self.readings)
        return Under(reading.name, self.rng.choice(reading.codes))

    def unlikely(self) -> Condition:
        """What few records fulfil: for consistency, which must leave something over."""
        lists = [fact.name for fact in self.vocabulary.lists()]
        parts: list[Condition] = [self.fact_test(""), self.fact_test("")]
        if lists and self.rng.random() < 0.7:
            scope = self.rng.choice(lists)
            joint = Some(scope, AllOf((self.fact_test(scope), self.fact_test(scope))))
            parts = [joint] if self.rng.random() < 0.5 else [joint, self.fact_test("")]
            if self.rng.random() < 0.3:
                parts[-1] = NoneOf((parts[-1],))
        if self.rng.random() < 0.2:
            parts.append(self.condition("", 1))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


# -- rules ----------------------------------------------------------------------------------------


def random_ruleset(rng: random.Random) -> Ruleset:
    """A small ruleset with every kind of rule, under its default readings."""
    vocabulary, readings = random_vocabulary(rng), random_readings(rng)
    writer = Writer(rng, vocabulary, readings)
    write_terms(writer)
    write(writer, Kind.CONSISTENCY, (0, 1, 1, 2, 3), writer.unlikely)
    write(writer, Kind.ELIGIBILITY, (0, 1, 1, 2), lambda: writer.condition("", 2))
    write(writer, Kind.CRITERION, (0, 0, 1), writer.condition)
    write_family(writer, Kind.CATEGORY, "", rng.choice((0, 1, 2, 2, 3, 4)))
    for category in [rule for rule in writer.rules if rule.kind is Kind.CATEGORY]:
        if rng.random() < 0.4:
            write_family(writer, Kind.SUBTYPE, category.id, rng.choice((0, 1, 2, 3)))
    gaps = write_gaps(writer)
    rules = rng.sample(writer.rules, len(writer.rules))
    return ruleset(vocabulary, rules, readings, gaps)


def ruleset(
    vocabulary: Vocabulary,
    rules: list[Rule],
    readings: tuple[Reading, ...] = (),
    gap_order: tuple[str, ...] = (),
) -> Ruleset:
    """A ruleset of these parts under its default readings."""
    return Ruleset(
        id="made", release="1.0.0", title="", disclaimer="", vocabulary=vocabulary,
        rules=tuple(rules), readings=readings, sources=(), gap_order=gap_order,
        chosen=tuple((reading.name, reading.default) for reading in readings),
    )  # fmt: skip


def rule(name: str, kind: Kind, when: Condition | None, scope: str = "", parent: str = "") -> Rule:
    """A rule without exclusions and precedence."""
    return Rule(
        id=name, kind=kind, title="", means="", cites=(), when=when, scope=scope, parent=parent
    )


def random_readings(rng: random.Random) -> tuple[Reading, ...]:
    found = []
    for name in ("reading-a", "reading-b")[: rng.choice((0, 1, 1, 2))]:
        codes = ("first", "second", "third")[: rng.choice((2, 3))]
        values = tuple(ReadingValue(code, "", ()) for code in codes)
        found.append(Reading(name, "", codes[0], values, ""))
    return tuple(found)


def write_terms(writer: Writer) -> None:
    for scope in ("", *(fact.name for fact in writer.vocabulary.lists())):
        for at in range(writer.rng.choice((0, 1, 1, 2))):
            name = f"term-{scope or 'case'}-{at}"
            writer.rules.append(rule(name, Kind.TERM, writer.condition(scope, 2), scope))


def write(
    writer: Writer, kind: Kind, counts: tuple[int, ...], make: Callable[[], Condition]
) -> None:
    for at in range(writer.rng.choice(counts)):
        writer.rules.append(rule(f"{kind.value}-{at}", kind, make()))


def write_family(writer: Writer, kind: Kind, parent: str, count: int) -> None:
    """Categories, or the subtypes of one, which end in what remains."""
    names = [f"{parent}.{at}" if parent else f"category-{at}" for at in range(count)]
    precedence = random_precedence(writer.rng, writer.readings, names)
    for name in names:
        made = rule(name, kind, writer.condition(), parent=parent)
        excluded = writer.rng.choice((0, 0, 1, 2))
        exclusions = [exclusion(writer, f"{name}.except-{at}") for at in range(excluded)]
        yields = tuple(precedence[name])
        writer.rules.append(evolve(made, exclusions=tuple(exclusions), yields=yields))
    if parent:
        writer.rules.append(rule(f"{parent}.else", kind, None, parent=parent))


def exclusion(writer: Writer, name: str) -> Exclusion:
    return Exclusion(name, "", (), writer.condition("", 2))


def random_precedence(
    rng: random.Random, readings: tuple[Reading, ...], names: list[str]
) -> dict[str, list[Yield]]:
    """Who yields to whom; under some value of a reading a pair may stand the other way round."""
    order = rng.sample(names, len(names))
    found: dict[str, list[Yield]] = {name: [] for name in names}
    for position, loser in enumerate(order):
        for winner in order[:position]:
            if rng.random() < 0.5:
                found[loser].append(Yield(winner, (), some_under(rng, readings)))
    if readings and len(names) > 1 and rng.random() < 0.3:
        reading, (loser, winner) = rng.choice(readings), rng.sample(names, 2)
        found = {name: [] for name in names}
        found[loser].append(Yield(winner, (), ((reading.name, reading.codes[0]),)))
        found[winner].append(Yield(loser, (), ((reading.name, reading.codes[1]),)))
    return found


def some_under(rng: random.Random, readings: tuple[Reading, ...]) -> tuple[tuple[str, str], ...]:
    chosen = rng.sample(readings, rng.choice((0, 0, len(readings))))
    return tuple((reading.name, rng.choice(reading.codes)) for reading in chosen)


def write_gaps(writer: Writer) -> tuple[str, ...]:
    names = [f"gap.{at}" for at in range(writer.rng.choice((0, 1, 2)))]
    for name in names:
        writer.rules.append(rule(name, Kind.GAP, writer.condition("", 2)))
    writer.rules.append(rule("gap.else", Kind.GAP, None))
    return (*writer.rng.sample(names, len(names)), "gap.else")


def random_choice(rng: random.Random, made: Ruleset) -> Ruleset:
    """The ruleset under a random value of each reading."""
    return made.under({reading.name: rng.choice(reading.codes) for reading in made.readings})


# -- records --------------------------------------------------------------------------------------


def random_record(rng: random.Random, vocabulary: Vocabulary) -> Record:
    """What is known of a case: from nothing to everything."""
    share = rng.choice((0.0, 0.3, 0.5, 0.8, 0.9, 1.0))
    return random_values(rng, vocabulary.facts, share)


def random_values(rng: random.Random, facts: tuple[Fact, ...], share: float) -> Record:
    """Each fact exact, known in part, unknown or left out."""
    values: Record = {}
    for fact in facts:
        if fact.type is FactType.LIST:
            values |= random_list(rng, fact, share)
        elif rng.random() < share:
            values[fact.name] = random_known(rng, fact)
        elif rng.random() < 0.3:
            values[fact.name] = None
    return values


def random_list(rng: random.Random, fact: Fact, share: float) -> Record:
    if rng.random() >= share:
        return {}
    count = rng.choice((0, 1, 1, 2))
    found = tuple(random_values(rng, fact.facts, rng.choice((share, 0.5))) for _ in range(count))
    return {fact.name: Entities(found, others=rng.random() < 0.4)}


def random_known(rng: random.Random, fact: Fact) -> Known:
    """One value, or (less often) several that are possible."""
    exact = rng.random() < 0.6
    match fact.type:
        case FactType.NUMBER | FactType.DATE:
            low, high = sorted(rng.choices(range(fact.low, fact.high + 1), k=2))
            return Span(low, low if exact else high)
        case FactType.SET:
            return random_members(rng, fact, exact)
        case _:
            codes = rng.sample(fact.codes, 1 if exact else rng.randint(1, len(fact.codes)))
            return Choice(frozenset(codes))


def random_members(rng: random.Random, fact: Fact, exact: bool) -> Members:
    sides = [rng.choice("io" if exact else "io?") for _ in fact.codes]
    included, excluded = (
        frozenset(code for code, side in zip(fact.codes, sides, strict=True) if side == wanted)
        for wanted in "io"
    )
    return Members(included, excluded)


def shuffled_rules(rng: random.Random, made: Ruleset) -> Ruleset:
    """The same rules in another order."""
    rules = tuple(rng.sample(made.rules, len(made.rules)))
    return evolve(made, rules=rules, variants={})


def shuffled_parts(rng: random.Random, made: Ruleset) -> Ruleset:
    """The same rules, with the parts of their conditions and their entries in another order."""

    def shuffled(entry: Rule) -> Rule:
        exclusions = [
            evolve(each, when=shuffled_condition(rng, each.when)) for each in entry.exclusions
        ]
        return evolve(
            entry,
            when=None if entry.when is None else shuffled_condition(rng, entry.when),
            exclusions=tuple(rng.sample(exclusions, len(exclusions))),
            yields=tuple(rng.sample(entry.yields, len(entry.yields))),
        )

    return evolve(made, rules=tuple(map(shuffled, made.rules)), variants={})


def shuffled_condition(rng: random.Random, condition: Condition) -> Condition:
    match condition:
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            mixed = rng.sample(parts, len(parts))
            return evolve(condition, parts=tuple(shuffled_condition(rng, part) for part in mixed))
        case Some() | Branch():
            return evolve(condition, condition=shuffled_condition(rng, condition.condition))
        case _:
            return condition


def shuffled_keys(rng: random.Random, values: Mapping[str, Known | None]) -> Record:
    """The same record, its facts and its entities in another order."""
    found: Record = {}
    for name in rng.sample(sorted(values), len(values)):
        known = values[name]
        if isinstance(known, Entities):
            mixed = rng.sample(known.listed, len(known.listed))
            known = Entities(tuple(shuffled_keys(rng, each) for each in mixed), known.others)
        found[name] = known
    return found


def rulesets(seed: int, count: int) -> Iterator[tuple[random.Random, Ruleset]]:
    """As many rulesets as wanted, each with the generator for its records."""
    for at in range(count):
        rng = random.Random(f"{seed}:{at}")
        yield rng, random_choice(rng, random_ruleset(rng))
