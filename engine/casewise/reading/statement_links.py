"""Do statements fit the rules? The rules and outcomes that they name must be there."""

from collections.abc import Iterable

from casewise.model.conditions import Holds, walk
from casewise.model.rules import Kind
from casewise.model.statements import OUTCOME, Always, Monotone, Redundant, Statement
from casewise.reading.links import Links
from casewise.reading.words import suggest, ticked

_OUTCOMES = (Kind.CATEGORY, Kind.SUBTYPE, Kind.GAP)


def check_statements(links: Links, statements: Iterable[Statement]) -> None:
    """Note what statements name that is not among the rules."""
    for statement in statements:
        match statement:
            case Monotone():
                for outcome in statement.keeps:
                    _outcome(links, outcome)
            case Always():
                _conditions(links, statement)
            case Redundant():
                links.references([(_scope(links, statement), Holds(statement.rule, statement.at))])


def _conditions(links: Links, statement: Always) -> None:
    whenever = () if statement.whenever is None else (statement.whenever,)
    for condition in (*whenever, statement.then):
        for scope, part in walk(condition, statement.scope):
            if isinstance(part, Holds) and part.rule.startswith(OUTCOME):
                _outcome(links, part)
            else:
                links.references([(scope, part)])


def _outcome(links: Links, asked: Holds) -> None:
    name = asked.rule.removeprefix(OUTCOME)
    known = ["not-eligible", *(r.id for r in links.rules.values() if r.kind in _OUTCOMES)]
    if name not in known and name not in links.unread:
        hint = suggest(name, known)
        links.note(asked.place, "R105", f"there is no outcome {ticked(name)}", hint)


def _scope(links: Links, statement: Redundant) -> str:
    """What the rule that is named is about, as it is named and not judged."""
    rule = links.rules.get(statement.rule)
    return "" if rule is None else rule.scope
