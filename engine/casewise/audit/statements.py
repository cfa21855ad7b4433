"""Statements that a ruleset makes of all cases: proved, or refuted by a case."""

from collections.abc import Iterator

from casewise.audit.findings import NOT_ALWAYS, NOT_MONOTONE, NOTHING_TO_STATE, Finding
from casewise.audit.growth import Growth
from casewise.audit.view import View
from casewise.model.conditions import AllOf, Condition, NoneOf, Some
from casewise.model.statements import Always, Monotone

STATED, BROKEN = "stated", "broken"


def statements(view: View) -> Iterator[Finding]:
    """The statements that are not so, each with a case; those that are so give nothing."""
    for statement in view.ruleset.statements:
        match statement:
            case Always():
                yield from _always(view, statement)
            case Monotone():
                yield from _monotone(view, statement)


def _always(view: View, statement: Always) -> Iterator[Finding]:
    whenever = (statement.whenever,) if statement.whenever is not None else ()
    broken = AllOf((*whenever, NoneOf((statement.then,))))
    space = view.asking(
        {
            STATED: _of(statement.scope, AllOf(whenever)),
            BROKEN: _of(statement.scope, broken),
        }
    )
    if not space.some({STATED: True}):
        words = f"{statement.id}: there is no case that it speaks of"
        yield Finding(NOTHING_TO_STATE, (statement.id,), words, statement.place)
        return
    case = view.case({BROKEN: True}, space)
    if case is not None:
        words = f"{statement.id}: it is not always so that {statement.means}"
        yield Finding(NOT_ALWAYS, (statement.id,), words, statement.place, case)


def _of(scope: str, condition: Condition) -> Condition:
    return Some(scope, condition) if scope else condition


def _monotone(view: View, statement: Monotone) -> Iterator[Finding]:
    growth = Growth(view.ruleset, statement.adding)
    found = growth.escape(outcome.rule for outcome in statement.keeps)
    if found is not None:
        words = f"{statement.id}: it is not so that {statement.means}"
        yield Finding(NOT_MONOTONE, (statement.id,), words, statement.place, *found)
