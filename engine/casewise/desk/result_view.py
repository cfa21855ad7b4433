"""What the page of a result shows, as values for its template."""

from attrs import frozen

from casewise.explanation.ladder import Rung, ladder
from casewise.explanation.sections import (
    Section,
    headline,
    sections,
    standing,
    title,
)
from casewise.explanation.values import Explanation
from casewise.explanation.words import fact_words
from casewise.result import CONFLICT, UNDECIDED, Result
from casewise.sitting.sitting import Sitting, State
from casewise.sitting.wording import effect

OWN_PLACE = ("Also true, but lower in precedence", "Taken away by an exclusion", "Open questions")
"""Sections that the page tells in a way of its own: on the ladder, and with a button."""
NOT_LEGAL = "a research classification, not a legal finding"
NO_EFFECT = "rules nothing out by itself"
MOST_OPEN = 12
"""How many open questions are shown; the interview asks for the others."""


@frozen
class Open:
    """One open question, what its answers would leave, and whether it was put aside."""

    path: str
    label: str
    asks: str
    answers: tuple[tuple[str, str], ...]
    put_aside: bool


@frozen
class Fixable:
    """A fact that clashes with others, and can be changed."""

    path: str
    label: str


@frozen
class ResultView:
    """One result, told."""

    result: Result
    title: str
    headline: str
    standing: str
    sections: tuple[Section, ...]
    rungs: tuple[Rung, ...]
    open: tuple[Open, ...]
    more_open: int
    makes_no_difference: tuple[str, ...]
    clashing: tuple[Fixable, ...]
    signed: tuple[str, ...]
    is_asking: bool
    put_aside: int

    @property
    def undecided(self) -> bool:
        """Whether nothing is placed yet."""
        return self.result.placement == UNDECIDED

    @property
    def conflict(self) -> bool:
        """Whether the facts cannot all be true."""
        return self.result.placement == CONFLICT


def result_view(sitting: Sitting, explanation: Explanation) -> ResultView:
    """What there is to show of a result."""
    opened = _open(sitting, explanation)
    paths = {each.path for each in explanation.open}
    return ResultView(
        explanation.result,
        title(explanation),
        headline(explanation),
        standing(explanation),
        tuple(each for each in sections(explanation) if each.heading not in OWN_PLACE),
        ladder(explanation),
        opened[:MOST_OPEN],
        max(0, len(opened) - MOST_OPEN),
        _idle(sitting, paths),
        _clashing(sitting, explanation),
        _signed(explanation.result),
        not sitting.done and sitting.question is not None,
        len(sitting.put_aside),
    )


def _signed(result: Result) -> tuple[str, ...]:
    """Which rules and engine gave the result, and what it is not."""
    ruleset = result.ruleset
    changed = (
        f"{each.name}={ruleset.choice[each.name]}"
        for each in ruleset.readings
        if ruleset.choice[each.name] != each.default
    )
    name = f"{ruleset.id} {ruleset.release}"
    return (name, *changed, ruleset.fingerprint, result.engine, NOT_LEGAL)


def _open(sitting: Sitting, explanation: Explanation) -> tuple[Open, ...]:
    vocabulary = sitting.ruleset.vocabulary
    return tuple(
        Open(
            each.path,
            fact_words(vocabulary, each.path),
            each.asks,
            tuple((a.words, effect(sitting, a) or NO_EFFECT) for a in each.answers),
            each.path in sitting.skipped,
        )
        for each in explanation.open
    )


def _idle(sitting: Sitting, open_paths: set[str]) -> tuple[str, ...]:
    """What is not known and makes no difference."""
    vocabulary = sitting.ruleset.vocabulary
    return tuple(
        fact_words(vocabulary, path)
        for path, known in sitting.stated()
        if known is None and path not in open_paths and sitting.state(path) is State.NOT_KNOWN
    )


def _clashing(sitting: Sitting, explanation: Explanation) -> tuple[Fixable, ...]:
    vocabulary = sitting.ruleset.vocabulary
    paths = dict.fromkeys(path for clash in explanation.conflicts for path in clash.facts)
    return tuple(
        Fixable(path, fact_words(vocabulary, path))
        for path in paths
        if not path.rpartition(".")[2].isdigit()  # that there is such an entity at all
    )
