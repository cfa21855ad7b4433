"""The case file that keeps what was answered in a sitting."""

from attrs import evolve

from casewise.model.ruleset import Ruleset
from casewise.reading.case_writing import case_text
from casewise.sitting.sitting import Sitting


def file_text(sitting: Sitting) -> str:
    """The text of the case file: which rules it was answered for, and the answers."""
    rules = sitting.ruleset
    case = evolve(sitting.case, under=_under(rules))
    head = f"# Answers for {rules.id} {rules.release}\n"
    return head + case_text(rules.vocabulary, case)


def _under(rules: Ruleset) -> tuple[tuple[str, str], ...]:
    """The readings chosen, where they are not the default."""
    return tuple(
        (each.name, rules.choice[each.name])
        for each in rules.readings
        if rules.choice[each.name] != each.default
    )
