"""What would be different, as values for a template."""

from attrs import frozen

from casewise.counterfactual.changing import changes
from casewise.counterfactual.edits import Change
from casewise.counterfactual.words import change_words
from casewise.explanation.sections import placement_words
from casewise.result import Result

MOST_EDITS = 2
"""What takes more changes is another case rather than this one, and takes long to find."""
MOST_OUTCOMES = 6
MOST_WAYS = 2
"""How many ways are shown to each outcome; `casewise change` lists them all."""


@frozen
class Ways:
    """An outcome, and some of the smallest changes that lead to it."""

    outcome: str
    ways: tuple[str, ...]


@frozen
class ChangesView:
    """Other outcomes that are nearest, and how many ways are not shown."""

    size: int | None
    outcomes: tuple[Ways, ...]
    more: int


def changes_view(result: Result) -> ChangesView:
    """The smallest changes of a record that give another outcome."""
    found = changes(result, most=MOST_EDITS)
    by_outcome: dict[str, list[Change]] = {}
    for each in found.found:
        by_outcome.setdefault(each.placement, []).append(each)
    shown = tuple(
        Ways(placement_words(result.ruleset, name), _ways(result, ways))
        for name, ways in list(by_outcome.items())[:MOST_OUTCOMES]
    )
    return ChangesView(found.size, shown, len(found.found) - sum(len(each.ways) for each in shown))


def _ways(result: Result, ways: list[Change]) -> tuple[str, ...]:
    vocabulary, values = result.ruleset.vocabulary, result.case.values
    return tuple(change_words(vocabulary, values, each) for each in ways[:MOST_WAYS])
