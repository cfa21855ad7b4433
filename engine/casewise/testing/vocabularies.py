"""Small random vocabularies. Ranges are short, so that every value of every fact can be tried."""

import random

from casewise.model.vocabulary import Fact, FactType, Value, Vocabulary

FIRST = 730_000
"""The first day of every range of dates: any stretch of days will do."""
LISTS = ("boxes", "labels")
PLAIN_TYPES = tuple(kind for kind in FactType if kind is not FactType.LIST)


def yes_no(name: str) -> Fact:
    """A yes/no fact."""
    return Fact(name, FactType.YES_NO, name, name)


def listed(name: str, kind: FactType, *codes: str) -> Fact:
    """A fact that is one or several of these codes."""
    return Fact(name, kind, name, name, values=tuple(Value(code, code) for code in codes))


def number(name: str, low: int = 0, high: int = 4) -> Fact:
    """A whole number between two bounds."""
    return Fact(name, FactType.NUMBER, name, name, low=low, high=high)


def day(name: str, *, optional: bool = False, length: int = 4) -> Fact:
    """A date within so many days."""
    last = FIRST + length - 1
    return Fact(name, FactType.DATE, name, name, low=FIRST, high=last, optional=optional)


def entities(name: str, *facts: Fact) -> Fact:
    """A list of entities with these facts."""
    return Fact(name, FactType.LIST, name, name, singular=name.removesuffix("s"), facts=facts)


def _random_fact(rng: random.Random, name: str) -> Fact:
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
    facts = [_random_fact(rng, f"fact_{at}") for at in range(rng.choice((2, 3, 3, 4)))]
    for name in LISTS[: rng.choice((0, 1, 1, 2))]:
        inner = [_random_fact(rng, f"{name[0]}_{at}") for at in range(rng.choice((1, 2, 2, 3)))]
        facts.append(entities(name, *inner))
    return Vocabulary(tuple(rng.sample(facts, len(facts))))
