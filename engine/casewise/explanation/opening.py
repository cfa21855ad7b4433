"""What is open: the facts not known, and what each answer would leave possible."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from attrs import evolve

from casewise.evaluation.engines import exact_engine, remembered
from casewise.evaluation.placement import place
from casewise.explanation.values import Answer, OpenFact
from casewise.explanation.words import known_at, value_words
from casewise.facts import Choice, Entities, IsWithin, Known, Members, Span, Values
from casewise.model.conditions import FactTest, walk
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from casewise.result import CONFLICT, Result


def open_facts(result: Result) -> tuple[OpenFact, ...]:
    """The facts of which some answer would change what is possible; none if it is settled."""
    if result.settled:
        return ()
    found = (
        _open_fact(result, path, fact)
        for path, fact in not_known(result.ruleset, result.case.values)
    )
    return tuple(each for each in found if each is not None)


def not_known(ruleset: Ruleset, values: Values) -> Iterator[tuple[str, Fact]]:
    """The facts that a record leaves open, each with its path; those of listed entities too."""
    for fact in ruleset.vocabulary.facts:
        known = values.get(fact.name)
        if _is_open(fact, known):
            yield fact.name, fact
        if isinstance(known, Entities):
            for number, entity in enumerate(known.listed, start=1):
                for inner in fact.facts:
                    if _is_open(inner, entity.get(inner.name)):
                        yield f"{fact.name}.{number}.{inner.name}", inner


def _is_open(fact: Fact, known: Known | None) -> bool:
    match known:
        case None:
            return True
        case Choice(values):
            return len(values) > 1
        case Span(low, high):
            return low < high
        case Members(included, excluded):
            return len(included) + len(excluded) < len(fact.codes)
        case Entities(_, others):
            return others


def _open_fact(result: Result, path: str, fact: Fact) -> OpenFact | None:
    answers = _answers(result, path, fact)
    matters = any(set(answer.possible) != result.possible for answer in answers)
    if fact.type is FactType.LIST and not matters:
        matters = _another_matters(result, path)
    return OpenFact(path, fact.asks, answers) if matters else None


def _answers(result: Result, path: str, fact: Fact) -> tuple[Answer, ...]:
    """Each answer that what is known does not rule out."""
    answers = (
        _answer(result, path, words, known)
        for words, known in possible_answers(result.ruleset, path, fact, result.case.values)
    )
    return tuple(answer for answer in answers if answer.placement != CONFLICT)


def _another_matters(result: Result, name: str) -> bool:
    """Whether some entity that a list may have besides those listed changes what is possible."""
    found = exact_engine(result.ruleset).another(result.case.values, name)
    return any(possible and possible != result.possible for possible in found)


def can_vary(result: Result, path: str) -> bool:
    """Whether a fact that is not known may still be one thing or another."""
    fact = result.ruleset.vocabulary.at(path)
    if fact is None or fact.type is FactType.LIST:
        return True
    return len(_answers(result, path, fact)) > 1


def _answer(result: Result, path: str, words: str, known: Known) -> Answer:
    told = tell(result.case.values, path, known)
    completions = exact_engine(result.ruleset).completions(told)
    possible = tuple(sorted(completions.possible)) or (CONFLICT,)
    return Answer(words, place(result.ruleset, completions), possible)


def tell(values: Values, path: str, known: Known | None) -> dict[str, Known | None]:
    """The record with what is known at a path replaced.

    Raises:
        KeyError: the path leads to an entity that the record does not list.
    """
    name, _, rest = path.partition(".")
    told = dict(values)
    if not rest:
        told[name] = known
        return told
    number, _, fact = rest.partition(".")
    group = values.get(name)
    if not isinstance(group, Entities) or not 1 <= int(number) <= len(group.listed):
        raise KeyError(path)
    listed = list(group.listed)
    listed[int(number) - 1] = {**listed[int(number) - 1], fact: known}
    told[name] = evolve(group, listed=tuple(listed))
    return told


def possible_answers(
    ruleset: Ruleset, path: str, fact: Fact, values: Values
) -> Iterator[tuple[str, Known]]:
    """The answers that rules tell apart to a fact left open, in words and as knowledge."""
    known = known_at(values, path)
    match fact.type:
        case FactType.YES_NO | FactType.CHOICE:
            codes = known.values if isinstance(known, Choice) else frozenset(fact.codes)
            yield from ((code, Choice(frozenset({code}))) for code in fact.codes if code in codes)
        case FactType.SET:
            yield from _set_answers(fact, known if isinstance(known, Members) else None)
        case FactType.LIST:
            listed = known.listed if isinstance(known, Entities) else ()
            yield ("no others" if listed else "none"), Entities(listed, others=False)
            yield ("another" if listed else "one or more"), Entities((*listed, {}), others=True)
        case FactType.DATE | FactType.NUMBER:
            span = known if isinstance(known, Span) else Span(fact.low, fact.high)
            yield from _span_answers(ruleset, path, fact, span)


def _set_answers(fact: Fact, known: Members | None) -> Iterator[tuple[str, Known]]:
    included = known.included if known else frozenset()
    excluded = known.excluded if known else frozenset()
    every = frozenset(fact.codes)
    yield ("none" if not included else "no others"), Members(included, every - included)
    for code in fact.codes:
        if code not in included | excluded:
            yield f"includes {code}", Members(included | {code}, excluded)


def _span_answers(
    ruleset: Ruleset, path: str, fact: Fact, span: Span
) -> Iterator[tuple[str, Known]]:
    """The pieces into which the rules cut the range."""
    scope = path.partition(".")[0] if "." in path else ""
    drawn = _cuts(ruleset).get((scope, fact.name), frozenset())
    inside = (cut for cut in drawn if span.low < cut <= span.high)
    for low, after in pairwise(sorted({span.low, *inside, span.high + 1})):
        piece = Span(low, after - 1)
        yield value_words(ruleset.vocabulary, path, piece), piece


@remembered
def _cuts(ruleset: Ruleset) -> Mapping[tuple[str, str], frozenset[int]]:
    """Where rules draw a line in a range: the numbers that begin a piece, by scope and fact."""
    found: dict[tuple[str, str], set[int]] = {}
    for rule in ruleset.rules:
        for condition in rule.conditions():
            for scope, part in walk(condition, rule.scope):
                if isinstance(part, FactTest) and isinstance(part.test, IsWithin):
                    cuts = found.setdefault((scope, part.fact), set())
                    cuts |= {part.test.low, part.test.high + 1}
    return {where: frozenset(cuts) for where, cuts in found.items()}
