"""Which worked case notices a mutant: the first that gets another answer than it should."""

from collections.abc import Sequence

from attrs import frozen

from casewise.adequacy.mutants import Mutant
from casewise.evaluation.classification import ends
from casewise.facts import Values
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset
from casewise.truth import Truth


@frozen
class Answer:
    """What rules say of a record, without the reasons."""

    eligible: Truth
    placement: str
    possible: frozenset[str]


def answer(ruleset: Ruleset, values: Values) -> Answer:
    """The answer to what is known of a case, under the chosen readings."""
    possible, eligible, placement = ends(ruleset, values, {})
    return Answer(eligible, placement, possible)


def expected(worked: WorkedCase) -> Answer:
    """The answer that a worked case should get."""
    expect = worked.expect
    eligible = {"yes": True, "no": False}.get(expect.eligible)
    return Answer(eligible, expect.placement, expect.possible)


@frozen
class Suite:
    """Worked cases, each with the answer that it should get."""

    cases: tuple[WorkedCase, ...]

    def killer(self, mutant: Mutant) -> WorkedCase | None:
        """The first case that gets another answer from the mutant; nothing if none does.

        Cases that rest on what was edited are tried before the others.
        """
        return next((w for w in self._in_order(mutant) if kills(w, mutant)), None)

    def _in_order(self, mutant: Mutant) -> Sequence[WorkedCase]:
        return sorted(self.cases, key=lambda worked: mutant.about not in worked.rests_on)


def kills(worked: WorkedCase, mutant: Mutant) -> bool:
    """Whether a worked case gets another answer from the mutant than it should."""
    rules = mutant.ruleset.under(dict(worked.under))
    return answer(rules, worked.case.values) != expected(worked)
