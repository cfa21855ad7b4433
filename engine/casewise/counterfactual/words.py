"""Edits in words."""

from collections.abc import Iterable, Iterator

from casewise.counterfactual.edits import (
    Added,
    Change,
    Edit,
    LeftOut,
    Member,
    NoOthers,
    Removed,
    Told,
)
from casewise.explanation.words import fact_words, known_at, value_words
from casewise.facts import Values
from casewise.model.vocabulary import Fact, Vocabulary


def change_words(vocabulary: Vocabulary, values: Values, change: Change) -> str:
    """All edits of a change in one text: `identified: yes (now: no), and contacted: yes (…)`."""
    return ", and ".join(edit_words(vocabulary, values, edit, change) for edit in change.edits)


def edit_words(vocabulary: Vocabulary, values: Values, edit: Edit, change: Change) -> str:
    """What would be so, and what the record says now."""
    match edit:
        case Told(path, known):
            said = " or ".join(value_words(vocabulary, path, each) for each in known)
            return f"{_named(vocabulary, path)}: {said} ({_now(vocabulary, values, path)})"
        case LeftOut(path):
            return f"{_named(vocabulary, path)}: none ({_now(vocabulary, values, path)})"
        case Member(path, code, included):
            fact = vocabulary.at(path)
            word = fact.words(code) if fact is not None else code
            verb = "includes" if included else "does not include"
            now = _now(vocabulary, values, path)
            return f"{_named(vocabulary, path)}: {verb} {word} ({now})"
        case NoOthers(path):
            return f"{_named(vocabulary, path)}: {_no_others(values, path, change)}"
        case Removed(path):
            return f"no {_named(vocabulary, path)}"
        case Added(group, entity):
            return _added(vocabulary, group, entity)


def _named(vocabulary: Vocabulary, path: str) -> str:
    return fact_words(vocabulary, path)


def _now(vocabulary: Vocabulary, values: Values, path: str) -> str:
    return f"now: {value_words(vocabulary, path, known_at(values, path))}"


def _no_others(values: Values, path: str, change: Change) -> str:
    """`none` of what is empty before and after, `no others` where there is something."""
    return "no others" if _holds_some(values, path) or _holds_some(change.values, path) else "none"


def _holds_some(values: Values, path: str) -> bool:
    known = known_at(values, path)
    return bool(getattr(known, "listed", ()) or getattr(known, "included", ()))


def _added(vocabulary: Vocabulary, group: str, entity: Values) -> str:
    fact = vocabulary.find("", group)
    singular = fact.singular if fact is not None else group
    facts = "; ".join(_facts(fact.facts if fact is not None else (), entity))
    return f"one more {singular} ({facts or 'whatever else is true of it'})"


def _facts(facts: Iterable[Fact], entity: Values) -> Iterator[str]:
    own = Vocabulary(tuple(facts))
    for fact in own.facts:
        known = entity.get(fact.name)
        if known is not None:
            yield f"{fact.label}: {value_words(own, fact.name, known)}"
