"""A ruleset under its chosen readings and under others, with examples of its cases."""

from collections.abc import Callable, Iterator
from functools import cached_property

from casewise.audit.answers import Answers
from casewise.audit.examples import Examples
from casewise.audit.view import View, pairs
from casewise.evaluation.exact.space import Wanted
from casewise.facts import Values
from casewise.model.ruleset import Ruleset


class Survey:
    """A ruleset under its chosen readings, and with each other value of one reading."""

    def __init__(self, view: View) -> None:
        self.first = view
        examples = Examples([view.ruleset], list(_near(view)))
        view.answers = Answers(examples, view.plan)

    @cached_property
    def views(self) -> list[View]:
        """The view of the chosen readings, then those of the others."""
        ruleset = self.first.ruleset
        others = [
            ruleset.under({reading.name: code})
            for reading in ruleset.readings
            for code in reading.codes
            if code != ruleset.choice[reading.name]
        ]
        return [self.first, *map(self._view, others)]

    def _view(self, ruleset: Ruleset) -> View:
        view = View(ruleset)
        assert self.first.answers is not None  # made with the survey
        view.answers = self.first.answers.under(view.plan)
        return view

    def anywhere(self, lives: Callable[..., bool], *about: object) -> bool:
        """Whether something, asked of a view and what it is about, is so under some reading."""
        return any(lives(view, *about) for view in self.views)


def _near(view: View) -> Iterator[Values]:
    """The simplest cases that have each outcome, of each branch alone, and of each overlap."""
    wanted: list[Wanted] = [{f"outcome:{name}": True} for name in view.ruleset.outcomes]
    wanted += [{"eligible": True, name: True} for name in view.plan if name.startswith("only:")]
    wanted += [overlap for _, _, overlap in pairs(view)]
    for each in wanted:
        case = view.space.simplest(each)
        if case is not None:
            yield case
