"""What was also true: categories that hold too but yield, or are excluded."""

from collections.abc import Iterator

from casewise.evaluation.engines import exact_engine
from casewise.explanation.values import Blocked, Yielded
from casewise.model.rules import Kind, Rule
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED, Result


def _certain(result: Result, question: str) -> bool:
    """Whether every completion answers a question with yes, by the verdicts or exactly."""
    answer = result.verdicts.answers[question]
    if answer is not None:
        return answer
    return exact_engine(result.ruleset).always(question, result.case.values)


def _placed(result: Result) -> bool:
    return result.placement not in (CONFLICT, NOT_ELIGIBLE, UNDECIDED)


def _families(result: Result) -> list[Rule]:
    """The categories, and the subtypes of the one that is placed."""
    ruleset = result.ruleset
    placed = ruleset.by_id[result.placement]
    parent = placed.parent or placed.id
    return [*ruleset.of_kind(Kind.CATEGORY), *ruleset.subtypes.get(parent, ())]


def also_true(result: Result) -> Iterator[Yielded]:
    """The categories that hold for certain but hand the case to the one that is placed."""
    if not _placed(result):
        return
    placed = result.ruleset.by_id[result.placement]
    for rule in _families(result):
        if (
            rule.id in (placed.id, placed.parent)
            or rule.when is None
            or not _certain(result, rule.id)
        ):
            continue
        for entry in result.ruleset.active_yields(rule):
            if entry.to in (placed.id, placed.parent):
                yield Yielded(rule.id, result.placement, entry.cites)


def blocked(result: Result) -> Iterator[Blocked]:
    """The categories that hold for certain, with each exclusion that is certain too."""
    if not _placed(result):
        return
    for rule in _families(result):
        if rule.when is None or not _certain(result, rule.id):
            continue
        for exclusion in rule.exclusions:
            if _certain(result, exclusion.id):
                yield Blocked(rule.id, exclusion.id, exclusion.means, exclusion.cites)
