"""Results as values: verdicts, the classification of a case, and the parts of an explanation."""

from collections.abc import Mapping

from attrs import field, frozen

from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.truth import Truth

CONFLICT = "conflict"
NOT_ELIGIBLE = "not-eligible"
UNDECIDED = "undecided"


@frozen
class Firing:
    """One step of an inference: the question answered, its answer, and what was joined for it."""

    question: str
    answer: bool
    by: tuple[str, ...]


@frozen
class Verdicts:
    """Three-valued answers to the questions about a case, as one engine gives them.

    `answers` maps rule and exclusion ids, `consistent`, `eligible`, `unless:X`, `claims:X`,
    `before:X`, `no-category` and `outcome:O` (see `evaluation.plan`) to yes, no or open.
    `firings` are the steps in their order, where
    the engine infers.
    """

    answers: Mapping[str, Truth]
    firings: tuple[Firing, ...] = field(default=(), eq=False)


@frozen
class Result:
    """How a case is classified (contract.md sections 4 and 6)."""

    case: Case
    ruleset: Ruleset = field(repr=False)
    engine: str
    eligible: Truth
    placement: str
    possible: frozenset[str]
    verdicts: Verdicts = field(repr=False)

    @property
    def settled(self) -> bool:
        """Nothing that may yet be learned can change the placement."""
        return self.possible == {self.placement}

    @property
    def eligible_word(self) -> str:
        """`yes`, `no` or `unknown`."""
        return "unknown" if self.eligible is None else "yes" if self.eligible else "no"

    @property
    def label(self) -> str:
        """The label of the placement's rule, such as `I-STULE`; empty where there is no rule."""
        rule = self.ruleset.by_id.get(self.placement)
        return rule.label if rule is not None else ""
