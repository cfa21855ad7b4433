"""How a ruleset answers a record: where it places it, and what is possible."""

from collections.abc import Collection, Mapping

from attrs import frozen

from casewise.evaluation.classification import ends, meant
from casewise.evaluation.engines import has_exact_engine, reference_engine
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.truth import Truth


@frozen
class Answer:
    """The placement of a record and the outcomes that are possible for it."""

    placement: str
    possible: frozenset[str]

    @property
    def settled(self) -> bool:
        """Nothing that may yet be learned can change the placement."""
        return self.possible == {self.placement}


def answered(ruleset: Ruleset, case: Case, named: Collection[str] = ()) -> Answer:
    """The answer of a ruleset to a case, under the readings that the case was written for.

    Readings that are `named` stay as the ruleset has them.

    Raises:
        UnknownReading: the case was written for other rules.
    """
    rules = meant(ruleset, case, named)
    verdicts: Mapping[str, Truth] = {}
    if not has_exact_engine(rules):  # not made for what the reference evaluator decides
        verdicts = reference_engine(rules).verdicts(case.values).answers
    possible, _, placement = ends(rules, case.values, verdicts)
    return Answer(placement, possible)
