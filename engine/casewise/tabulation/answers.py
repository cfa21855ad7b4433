"""What records say, as columns of text: the facts, lists and rules that tables are wanted of."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from attrs import frozen

from casewise.evaluation.engines import exact_engine
from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from casewise.tabulation.variables import NotTabulated, Variable, one_of, some_of

Answer = Callable[[Values], str | None]
"""What the facts of a case say, as a code; `None` where they leave it open."""

FACT = "fact:"
"""What the columns of answers begin with, so that they are no column of the table of cases."""

YES_NO_WORDS = (("yes", "yes"), ("no", "no"))
COUNTS = (("0", "none"), ("1", "one"), ("2", "two"), ("3+", "three or more"))


@frozen
class Asked:
    """A variable about records: the columns it needs, by name, and how to make its levels."""

    columns: tuple[tuple[str, Answer], ...]
    variable: Callable[[Iterable[str]], Variable]
    """The variable, given the codes that were found."""


def asked(rules: Ruleset, name: str) -> Asked | None:
    """What a name asks of records: a fact, `list.fact` for some entity of a list, or a rule.

    Raises:
        NotTabulated: it is a fact whose values are no categories.
    """
    scope, _, rest = name.partition(".")
    fact = rules.vocabulary.find("", name)
    if fact is not None:
        return _of_case(fact, name)
    within = rules.vocabulary.find(scope, rest) if rest else None
    if within is not None:
        return _of_entities(scope, within, name)
    rule = rules.by_id.get(name)
    if rule is not None and not rule.scope and rule.when is not None:
        return _one(name, rule.title, _by_rule(rules, name), lambda _: YES_NO_WORDS)
    return None


def names_asked(rules: Ruleset) -> Iterator[str]:
    """Every name that records can be asked."""
    for scope, fact in rules.vocabulary:
        yield f"{scope}.{fact.name}" if scope else fact.name
    yield from (rule.id for rule in rules.rules if not rule.scope and rule.when is not None)


def _one(
    name: str,
    title: str,
    answer: Answer,
    levels: Callable[[Iterable[str]], Iterable[tuple[str, str]]],
) -> Asked:
    column = f"{FACT}{name}"

    def variable(found: Iterable[str]) -> Variable:
        return one_of(name, title, column, levels(found), open_too=True)

    return Asked(((column, answer),), variable)


def _several(name: str, fact: Fact, answer_for: Callable[[str], Answer]) -> Asked:
    columns = tuple((f"{FACT}{name}={code}", answer_for(code)) for code in fact.codes)
    levels = [(code, fact.words(code), f"{FACT}{name}={code}") for code in fact.codes]
    return Asked(columns, lambda _: some_of(name, fact.label, levels))


def _of_case(fact: Fact, name: str) -> Asked:
    match fact.type:
        case FactType.SET:
            return _several(name, fact, lambda code: lambda values: _member(values, name, code))
        case FactType.LIST:
            return _one(name, fact.label, lambda values: _count(values, name), lambda _: COUNTS)
        case FactType.NUMBER:
            return _one(name, fact.label, lambda values: _number(values.get(name)), _in_order)
        case FactType.DATE:
            return _one(name, fact.label, lambda values: _month(values.get(name)), sorted_codes)
        case _:
            levels = [(code, fact.words(code)) for code in fact.codes]
            return _one(name, fact.label, lambda values: _code(values.get(name)), lambda _: levels)


def _of_entities(group: str, fact: Fact, name: str) -> Asked:
    if fact.type not in (FactType.YES_NO, FactType.CHOICE, FactType.SET):
        raise NotTabulated(f"`{name}` is a {fact.type} of each of several: it has no categories")
    return _several(
        name, fact, lambda code: lambda values: _some(values.get(group), fact.name, code)
    )


def sorted_codes(found: Iterable[str]) -> list[tuple[str, str]]:
    """Codes in the order of their letters, each its own words."""
    return [(code, code) for code in sorted(found)]


def _in_order(found: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, code) for code in sorted(found, key=int)]


# -- one case -------------------------------------------------------------------------------------


def _code(known: Known | None) -> str | None:
    if isinstance(known, Choice) and len(known.values) == 1:
        return next(iter(known.values))
    return None


def _number(known: Known | None) -> str | None:
    return str(known.low) if isinstance(known, Span) and known.low == known.high else None


def _month(known: Known | None) -> str | None:
    """The month of a date that is known to the month."""
    if not isinstance(known, Span):
        return None
    first, last = (date.fromordinal(day).strftime("%Y-%m") for day in (known.low, known.high))
    return first if first == last else None


def _member(values: Values, name: str, code: str) -> str | None:
    return _has(values.get(name), code)


def _has(known: Known | None, code: str) -> str | None:
    """Whether a set includes a member, or a choice is a code."""
    if isinstance(known, Choice):
        if code not in known.values:
            return "no"
        return "yes" if len(known.values) == 1 else None
    if isinstance(known, Members):
        return "yes" if code in known.included else "no" if code in known.excluded else None
    return None


def _count(values: Values, name: str) -> str | None:
    known = values.get(name)
    if not isinstance(known, Entities):
        return None
    count = len(known.listed)
    if count >= 3:
        return "3+"
    return None if known.others else str(count)


def _some(known: Known | None, fact: str, code: str) -> str | None:
    """Whether some entity of a list has a code."""
    if not isinstance(known, Entities):
        return None
    answers = {_has(entity.get(fact), code) for entity in known.listed}
    if "yes" in answers:
        return "yes"
    return None if None in answers or known.others else "no"


def _by_rule(rules: Ruleset, name: str) -> Answer:
    """Whether a rule holds in every completion, in none, or in some; facts that clash have none."""
    exact = exact_engine(rules)

    def answer(values: Values) -> str | None:
        always, never = exact.always(name, values), exact.never(name, values)
        return None if always == never else "yes" if always else "no"

    return answer
