"""Small random rulesets, as values of the model.

Everything is as the reader of rule files would make it: no rule leads back to itself, precedence
has no circle under any reading, and families that must be total end in what remains.
"""

import random
from collections.abc import Callable

from attrs import evolve

from casewise.model.conditions import Condition
from casewise.model.rules import Exclusion, Kind, Rule, Yield
from casewise.model.ruleset import Reading, ReadingValue, Ruleset
from casewise.model.vocabulary import Vocabulary
from casewise.testing.vocabularies import random_vocabulary
from casewise.testing.writer import Writer


def random_ruleset(rng: random.Random) -> Ruleset:
    """A small ruleset with every kind of rule, under its default readings."""
    vocabulary, readings = random_vocabulary(rng), _random_readings(rng)
    writer = Writer(rng, vocabulary, readings)
    _write_terms(writer)
    _write(writer, Kind.CONSISTENCY, (0, 1, 1, 2, 3), writer.unlikely)
    _write(writer, Kind.ELIGIBILITY, (0, 1, 1, 2), lambda: writer.condition("", 2))
    _write(writer, Kind.CRITERION, (0, 0, 1), writer.condition)
    _write_family(writer, Kind.CATEGORY, "", rng.choice((0, 1, 2, 2, 3, 4)))
    for category in [rule for rule in writer.rules if rule.kind is Kind.CATEGORY]:
        if rng.random() < 0.4:
            _write_family(writer, Kind.SUBTYPE, category.id, rng.choice((0, 1, 2, 3)))
    gaps = _write_gaps(writer)
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


def _random_readings(rng: random.Random) -> tuple[Reading, ...]:
    found = []
    for name in ("reading-a", "reading-b")[: rng.choice((0, 1, 1, 2))]:
        codes = ("first", "second", "third")[: rng.choice((2, 3))]
        values = tuple(ReadingValue(code, "", ()) for code in codes)
        found.append(Reading(name, "", codes[0], values, ""))
    return tuple(found)


def _write_terms(writer: Writer) -> None:
    for scope in ("", *(fact.name for fact in writer.vocabulary.lists())):
        for at in range(writer.rng.choice((0, 1, 1, 2))):
            name = f"term-{scope or 'case'}-{at}"
            writer.rules.append(rule(name, Kind.TERM, writer.condition(scope, 2), scope))


def _write(
    writer: Writer, kind: Kind, counts: tuple[int, ...], make: Callable[[], Condition]
) -> None:
    for at in range(writer.rng.choice(counts)):
        writer.rules.append(rule(f"{kind.value}-{at}", kind, make()))


def _write_family(writer: Writer, kind: Kind, parent: str, count: int) -> None:
    """Categories, or the subtypes of one, which end in what remains."""
    names = [f"{parent}.{at}" if parent else f"category-{at}" for at in range(count)]
    precedence = _random_precedence(writer.rng, writer.readings, names)
    for name in names:
        made = rule(name, kind, writer.condition(), parent=parent)
        excluded = writer.rng.choice((0, 0, 1, 2))
        exclusions = [_exclusion(writer, f"{name}.except-{at}") for at in range(excluded)]
        yields = tuple(precedence[name])
        writer.rules.append(evolve(made, exclusions=tuple(exclusions), yields=yields))
    if parent:
        writer.rules.append(rule(f"{parent}.else", kind, None, parent=parent))


def _exclusion(writer: Writer, name: str) -> Exclusion:
    return Exclusion(name, "", (), writer.condition("", 2))


def _random_precedence(
    rng: random.Random, readings: tuple[Reading, ...], names: list[str]
) -> dict[str, list[Yield]]:
    """Who yields to whom; under some value of a reading a pair may stand the other way round."""
    order = rng.sample(names, len(names))
    found: dict[str, list[Yield]] = {name: [] for name in names}
    for position, loser in enumerate(order):
        for winner in order[:position]:
            if rng.random() < 0.5:
                found[loser].append(Yield(winner, (), _some_under(rng, readings)))
    if readings and len(names) > 1 and rng.random() < 0.3:
        reading, (loser, winner) = rng.choice(readings), rng.sample(names, 2)
        found = {name: [] for name in names}
        found[loser].append(Yield(winner, (), ((reading.name, reading.codes[0]),)))
        found[winner].append(Yield(loser, (), ((reading.name, reading.codes[1]),)))
    return found


def _some_under(rng: random.Random, readings: tuple[Reading, ...]) -> tuple[tuple[str, str], ...]:
    chosen = rng.sample(readings, rng.choice((0, 0, len(readings))))
    return tuple((reading.name, rng.choice(reading.codes)) for reading in chosen)


def _write_gaps(writer: Writer) -> tuple[str, ...]:
    names = [f"gap.{at}" for at in range(writer.rng.choice((0, 1, 2)))]
    for name in names:
        writer.rules.append(rule(name, Kind.GAP, writer.condition("", 2)))
    writer.rules.append(rule("gap.else", Kind.GAP, None))
    return (*writer.rng.sample(names, len(names)), "gap.else")


def random_choice(rng: random.Random, made: Ruleset) -> Ruleset:
    """The ruleset under a random value of each reading."""
    return made.under({reading.name: rng.choice(reading.codes) for reading in made.readings})
