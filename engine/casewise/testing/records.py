"""Random records: from nothing known to everything."""

import random

from casewise.facts import Choice, Entities, Known, Members, Span
from casewise.model.vocabulary import Fact, FactType, Vocabulary

Record = dict[str, Known | None]


def random_record(rng: random.Random, vocabulary: Vocabulary) -> Record:
    """What is known of a case: from nothing to everything."""
    share = rng.choice((0.0, 0.3, 0.5, 0.8, 0.9, 1.0))
    return _random_values(rng, vocabulary.facts, share)


def _random_values(rng: random.Random, facts: tuple[Fact, ...], share: float) -> Record:
    """Each fact exact, known in part, unknown or left out."""
    values: Record = {}
    for fact in facts:
        if fact.type is FactType.LIST:
            values |= _random_list(rng, fact, share)
        elif rng.random() < share:
            values[fact.name] = _random_known(rng, fact)
        elif rng.random() < 0.3:
            values[fact.name] = None
    return values


def _random_list(rng: random.Random, fact: Fact, share: float) -> Record:
    if rng.random() >= share:
        return {}
    count = rng.choice((0, 1, 1, 2))
    found = tuple(_random_values(rng, fact.facts, rng.choice((share, 0.5))) for _ in range(count))
    return {fact.name: Entities(found, others=rng.random() < 0.4)}


def _random_known(rng: random.Random, fact: Fact) -> Known:
    """One value, or (less often) several that are possible."""
    exact = rng.random() < 0.6
    match fact.type:
        case FactType.NUMBER | FactType.DATE:
            low, high = sorted(rng.choices(range(fact.low, fact.high + 1), k=2))
            return Span(low, low if exact else high)
        case FactType.SET:
            return _random_members(rng, fact, exact)
        case _:
            codes = rng.sample(fact.codes, 1 if exact else rng.randint(1, len(fact.codes)))
            return Choice(frozenset(codes))


def _random_members(rng: random.Random, fact: Fact, exact: bool) -> Members:
    sides = [rng.choice("io" if exact else "io?") for _ in fact.codes]
    included, excluded = (
        frozenset(code for code, side in zip(fact.codes, sides, strict=True) if side == wanted)
        for wanted in "io"
    )
    return Members(included, excluded)
