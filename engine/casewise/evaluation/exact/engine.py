"""What is possible for a record, exactly: over all completions that pass consistency.

The diagram's variables are the facts of the case first, then one bit for each *some entity*
test, list by list. The bits of a list are not independent; the walk through them follows the
unions of profiles that the list can have (see `entities`). Whether a question holds in every
completion is asked of a small diagram of its own, only when somebody wants to know.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from threading import Lock
from typing import TypeVar

from attrs import field, frozen

from casewise.evaluation.exact.compilation import Compiled, compiled
from casewise.evaluation.exact.counting import kinds, shares
from casewise.evaluation.exact.diagram import Diagram, State, Terminal
from casewise.evaluation.exact.layout import DEAD, Layout, answer
from casewise.evaluation.exact.walker import Walker
from casewise.evaluation.placement import eligibility
from casewise.facts import Values
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT
from casewise.truth import Truth

T = TypeVar("T")


@frozen
class Completions:
    """The completions of one record: how they end, and what holds in all of them."""

    possible: frozenset[str]
    """The final outcomes that are reached; empty if no completion exists."""
    _engine: "Exact" = field(repr=False)
    _values: Values = field(repr=False)

    @property
    def eligible(self) -> Truth:
        """Whether every completion is eligible (yes), none is (no), or some are (open)."""
        return eligibility(self.possible)

    def always(self, question: str) -> bool:
        """Whether a question of the plan about the case holds in every completion."""
        return self._engine.always(question, self._values)


class Exact:
    """The exact engine of one ruleset under its chosen readings; safe to share by threads."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._lock = Lock()
        layout = Layout(ruleset)
        self._made = compiled(ruleset, layout)
        self._outcomes = self._walker(layout.parts, layout.reduce)
        self._questions: dict[str, Walker] = {}

    def completions(self, values: Values) -> Completions:
        """The outcomes of all completions of what is known."""
        with self._lock:
            ends = self._outcomes.terminals(values, self._made.scope.classes(values))
        ends.discard(DEAD)
        return Completions(frozenset(map(str, ends)), self, values)

    def always(self, question: str, values: Values) -> bool:
        """Whether a question about the case holds in every completion of what is known.

        Raises:
            KeyError: the plan has no such question.
        """
        return False not in self._answers(question, values)

    def never(self, question: str, values: Values) -> bool:
        """Whether a question about the case holds in no completion of what is known.

        Raises:
            KeyError: the plan has no such question.
        """
        return True not in self._answers(question, values)

    def outcomes(self, visit: Callable[[Compiled, Diagram], T]) -> T:
        """What a visitor makes of the diagram of outcomes, which grows where it is walked.

        Its terminals are outcomes, and `DEAD`. The visitor has it, and the diagrams of entities, to
        itself while it is at it.
        """
        with self._lock:
            return visit(self._made, self._outcomes.diagram)

    def kinds(self) -> int:
        """How many cases rules tell apart, with at most two entities on each list."""
        return kinds(self._made)

    def shares(self) -> dict[str, Fraction]:
        """The share of each outcome among these, see `counting`; `conflict` for inconsistent ones.

        Outcomes that no case has are left out.
        """
        with self._lock:
            found = shares(self._made, self._outcomes.diagram)
        return {CONFLICT if name == DEAD else name: share for name, share in found.items()}

    def another(self, values: Values, group: str) -> Iterator[frozenset[str]]:
        """What is possible with one more entity on a list, for each kind that rules tell apart."""
        classes = self._made.scope.classes(values)
        for tests in self._made.lists:
            if tests.name == group:
                for profile in tests.entities.any_profiles():
                    with self._lock:
                        ends = self._outcomes.terminals(values, classes, (tests, profile))
                    yield frozenset(str(end) for end in ends if end != DEAD)

    def _answers(self, question: str, values: Values) -> set[Terminal]:
        with self._lock:
            walker = self._questions.get(question)
            if walker is None:
                walker = self._walker(["consistent", question], answer)
                self._questions[question] = walker
            return walker.terminals(values, self._made.scope.classes(values))

    def _walker(self, parts: list[str], reduce: Callable[[State], State | Terminal]) -> Walker:
        roots = tuple(map(self._made.formula_of, parts))
        return Walker(self._made, Diagram(self._made.formulas, roots, reduce))
