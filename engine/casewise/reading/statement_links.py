"""Do statements fit the rules? What they name must be there."""

from collections.abc import Iterable, Iterator

from casewise.model.conditions import Condition, Holds, walk
from casewise.model.rules import Kind, Rule
from casewise.model.statements import OUTCOME, Always, Monotone, Redundant, Statement
from casewise.reading.links import Links
from casewise.reading.words import suggest, ticked

_OUTCOMES = (Kind.CATEGORY, Kind.SUBTYPE, Kind.GAP)


def check_statements(links: Links, statements: Iterable[Statement]) -> None:
    """Note what statements name that is not among the rules."""
    for statement in statements:
        match statement:
            case Monotone():
                for name in statement.keeps:
                    _outcome(links, statement, name)
            case Always():
                _conditions(links, statement)
            case Redundant():
                _part(links, statement)


def _conditions(links: Links, statement: Always) -> None:
    whenever = () if statement.whenever is None else (statement.whenever,)
    for condition in (*whenever, statement.then):
        found = list(walk(condition, statement.scope))
        links.references(pair for pair in found if not _asked(pair[1]))
        for _, part in found:
            if isinstance(part, Holds) and _asked(part):
                _outcome(links, statement, part.rule.removeprefix(OUTCOME), part)


def _asked(condition: Condition) -> bool:
    """Whether a condition asks for an outcome, and not for a rule."""
    return isinstance(condition, Holds) and condition.rule.startswith(OUTCOME)


def _outcome(links: Links, statement: Statement, name: str, at: Holds | None = None) -> None:
    known = ["not-eligible", *(r.id for r in links.rules.values() if r.kind in _OUTCOMES)]
    if name not in known and name not in links.unread:
        place = statement.place if at is None else at.place
        links.note(place, "R105", f"there is no outcome {ticked(name)}", suggest(name, known))


def _part(links: Links, statement: Redundant) -> None:
    rule = links.rules.get(statement.rule)
    if rule is None:
        if statement.rule not in links.unread:
            what = f"there is no rule {ticked(statement.rule)}"
            links.note(statement.place, "R105", what, suggest(statement.rule, links.rules))
    elif statement.precedence and statement.precedence not in {y.to for y in rule.yields}:
        what = f"`{rule.id}` does not yield to {ticked(statement.precedence)}"
        hint = suggest(statement.precedence, [entry.to for entry in rule.yields])
        links.note(statement.place, "R125", what, hint)
    elif statement.part is not None and statement.part not in list(_parts(rule)):
        what = f"`{rule.id}` has no such part"
        links.note(statement.place, "R125", what, "write it as it stands in the rule")


def _parts(rule: Rule) -> Iterator[Condition]:
    for condition in rule.conditions():
        yield from (part for _, part in walk(condition, rule.scope))
