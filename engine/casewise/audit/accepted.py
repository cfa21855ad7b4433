"""What a ruleset accepts although it changes nothing, by its statements."""

from collections.abc import Iterable, Iterator

from casewise.audit.findings import NOT_REDUNDANT, Finding
from casewise.model.conditions import Condition
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset
from casewise.model.statements import Redundant


def accepted(
    ruleset: Ruleset, rule: Rule, part: Condition | None = None, precedence: str = ""
) -> str:
    """The statement by which a rule, a part or a precedence of it is accepted; empty if by none."""
    wanted = (rule.id, part, precedence)
    for each in _statements(ruleset):
        if (each.rule, each.part, each.precedence) == wanted:
            return each.id
    return ""


def not_redundant(ruleset: Ruleset, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The statements that accept what was not found."""
    used = {finding.accepted for finding in findings}
    for each in _statements(ruleset):
        if each.id not in used:
            words = f"what {each.id} calls redundant in {each.rule} changes some outcome"
            yield Finding(NOT_REDUNDANT, (each.id,), words, each.place)


def _statements(ruleset: Ruleset) -> Iterator[Redundant]:
    return (each for each in ruleset.statements if isinstance(each, Redundant))
