"""Records known in part that two rulesets place apart, though every complete case ends alike.

A placement asks what holds in every completion. Where the rulesets differ in that, they do so at
some complete case; what places them apart is then a record that agrees with it, and says a little
less.
"""

from collections.abc import Iterable, Iterator

from attrs import evolve

from casewise.adequacy.killing import answer
from casewise.comparison.comparing import Comparison
from casewise.explanation.opening import possible_answers, tell
from casewise.explanation.units import restrict, units
from casewise.explanation.words import known_at
from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType


def tells_apart(comparison: Comparison, values: Values) -> bool:
    """Whether a record gets another answer from the second ruleset."""
    return answer(comparison.first, values) != answer(comparison.second, values)


def loosened(comparison: Comparison, complete: Iterable[Values]) -> Values | None:
    """A record that is told apart: near one of these complete ones, with one fact known less.

    Near is the same record, and one that differs in one fact.
    """
    for values in complete:
        for near in _near(comparison.first, values):
            for less in _less(comparison.first, near):
                if tells_apart(comparison, less):
                    return less
    return None


def _near(ruleset: Ruleset, values: Values) -> Iterator[Values]:
    yield values
    for path, fact in _facts(ruleset, values):
        if fact.type is not FactType.LIST:
            open_again = tell(values, path, None)
            for _, known in possible_answers(ruleset, path, fact, open_again):
                if known != known_at(values, path):
                    yield tell(values, path, known)


def _less(ruleset: Ruleset, values: Values) -> Iterator[Values]:
    every = list(units(values))
    yield from (restrict(values, [path for path in every if path != left]) for left in every)
    for path, fact in _facts(ruleset, values):
        known = known_at(values, path)
        if known is not None:
            yield from (tell(values, path, wider) for wider in _wider(fact, known))


def _facts(ruleset: Ruleset, values: Values) -> Iterator[tuple[str, Fact]]:
    """Every fact that the record could state, with its path."""
    for fact in ruleset.vocabulary.facts:
        yield fact.name, fact
        known = values.get(fact.name)
        if isinstance(known, Entities):
            for number in range(1, len(known.listed) + 1):
                yield from ((f"{fact.name}.{number}.{each.name}", each) for each in fact.facts)


def _wider(fact: Fact, known: Known) -> Iterator[Known]:
    """What else could be known of a fact, saying less."""
    match known:
        case Choice(values):
            others = (code for code in fact.codes if code not in values)
            yield from (Choice(values | {code}) for code in others)
        case Span(low, high):
            yield Span(fact.low, high)
            yield Span(low, fact.high)
        case Members(included, excluded):
            yield from (evolve(known, included=included - {code}) for code in sorted(included))
            yield from (evolve(known, excluded=excluded - {code}) for code in sorted(excluded))
        case _:
            return
