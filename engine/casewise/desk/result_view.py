"""What the page of a result shows, as values for its template."""

from attrs import frozen

from casewise.explanation.ladder import Rung, ladder
from casewise.explanation.sections import Section, footer, headline, sections, standing, title
from casewise.explanation.values import Explanation
from casewise.result import UNDECIDED, Result

OWN_PLACE = ("Also true, but lower in precedence", "Taken away by an exclusion", "Open questions")
"""Sections that the page tells in a way of its own: on the ladder, and with a button."""


@frozen
class ResultView:
    """One result, told."""

    result: Result
    title: str
    headline: str
    standing: str
    sections: tuple[Section, ...]
    rungs: tuple[Rung, ...]
    footer: tuple[str, ...]

    @property
    def undecided(self) -> bool:
        """Whether nothing is placed yet."""
        return self.result.placement == UNDECIDED

    @property
    def others(self) -> tuple[str, ...]:
        """What it could still become."""
        return tuple(sorted(self.result.possible - {self.result.placement}))


def result_view(explanation: Explanation) -> ResultView:
    """What there is to show of an explanation."""
    return ResultView(
        explanation.result,
        title(explanation),
        headline(explanation),
        standing(explanation),
        tuple(each for each in sections(explanation) if each.heading not in OWN_PLACE),
        ladder(explanation),
        tuple(footer(explanation).splitlines()),
    )
