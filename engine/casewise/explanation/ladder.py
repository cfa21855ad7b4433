"""The ladder: every rule that can decide a case, in the order of precedence, and how it stands."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from attrs import frozen

from casewise.evaluation.engines import exact_engine
from casewise.explanation.values import Explanation
from casewise.model.rules import Kind, Rule
from casewise.model.vocabulary import Citation
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED, Result
from casewise.truth import Truth


class Stands(StrEnum):
    """How a rule stands to a case."""

    DECIDED = "decided"
    HOLDS = "holds"
    LOWER = "also true, but lower"
    BLOCKED = "blocked"
    FAILS = "does not hold"
    OPEN = "not known"
    NOT_REACHED = "not reached"


@frozen
class Rung:
    """One rule, how it stands, and why in words; `subtype` of the category above it."""

    rule: Rule
    stands: Stands
    words: str
    cites: tuple[Citation, ...]

    @property
    def subtype(self) -> bool:
        """Whether it is part of the category above it."""
        return self.rule.kind is Kind.SUBTYPE


def ladder(explanation: Explanation) -> tuple[Rung, ...]:
    """The rungs from the first stage to the last.

    Rules of consistency are among them only where they are broken.
    """
    result = explanation.result
    return (
        *_broken(explanation),
        *(_requirement(result, rule) for rule in result.ruleset.of_kind(Kind.ELIGIBILITY)),
        *_categories(explanation),
        *_gaps(result),
    )


def _broken(explanation: Explanation) -> Iterator[Rung]:
    ruleset = explanation.result.ruleset
    for clash in explanation.conflicts:
        if clash.rule in ruleset.by_id:
            yield Rung(ruleset.by_id[clash.rule], Stands.DECIDED, clash.means, clash.cites)


def _requirement(result: Result, rule: Rule) -> Rung:
    if result.placement == CONFLICT:
        return _plain(rule, Stands.NOT_REACHED)
    truth = _truth(result, rule.id)
    if truth is False:
        return _plain(rule, Stands.DECIDED)
    return _plain(rule, Stands.OPEN if truth is None else Stands.HOLDS)


def _categories(explanation: Explanation) -> Iterator[Rung]:
    result = explanation.result
    ruleset = result.ruleset
    placed = ruleset.by_id.get(result.placement)
    for rule in ruleset.of_kind(Kind.CATEGORY):
        yield _category(explanation, rule)
        if placed is not None and rule.id in (placed.id, placed.parent):
            for subtype in ruleset.subtypes.get(rule.id, ()):
                yield _category(explanation, subtype)


def _category(explanation: Explanation, rule: Rule) -> Rung:
    """A category, or a subtype of the one that takes the case."""
    result = explanation.result
    placed = result.ruleset.by_id.get(result.placement)
    if result.placement in (CONFLICT, NOT_ELIGIBLE):
        return _plain(rule, Stands.NOT_REACHED)
    if placed is not None and rule.id in (placed.id, placed.parent):
        return _plain(rule, Stands.DECIDED)
    if rule.when is None:
        return _plain(rule, Stands.OPEN if rule.id in result.possible else Stands.NOT_REACHED)
    truth = _truth(result, rule.id)
    if truth is True:
        return _held_back(explanation, rule)
    return _plain(rule, Stands.OPEN if truth is None else Stands.FAILS)


def _held_back(explanation: Explanation, rule: Rule) -> Rung:
    """A category that holds for certain and yet does not take the case."""
    result = explanation.result
    taken = [each for each in explanation.blocked if each.rule == rule.id]
    if taken:
        words = " and ".join(each.means for each in taken)
        return Rung(rule, Stands.BLOCKED, words, _cites(each.cites for each in taken))
    lost = [each for each in explanation.also_true if each.rule == rule.id]
    if lost:
        names = " and ".join(_label(result, each.lost_to) for each in lost)
        words = f"{names} comes first"
        return Rung(rule, Stands.LOWER, words, _cites(each.cites for each in lost))
    return _plain(rule, Stands.HOLDS)


def _gaps(result: Result) -> Iterator[Rung]:
    """Gaps are asked in their order, and only where no category takes the case."""
    gaps = result.ruleset.of_kind(Kind.GAP)
    names = [rule.id for rule in gaps]
    decided = names.index(result.placement) if result.placement in names else None
    for number, rule in enumerate(gaps):
        if decided is not None:
            order = {True: Stands.FAILS, False: Stands.NOT_REACHED}
            stands = Stands.DECIDED if number == decided else order[number < decided]
        elif result.placement != UNDECIDED:
            stands = Stands.NOT_REACHED
        else:
            stands = Stands.OPEN if rule.id in result.possible else Stands.FAILS
        yield _plain(rule, stands)


def _plain(rule: Rule, stands: Stands) -> Rung:
    return Rung(rule, stands, _words(rule, stands), rule.cites)


def _words(rule: Rule, stands: Stands) -> str:
    fails = rule.fails or f"it is not so that {rule.means}"
    if stands is Stands.FAILS or (stands is Stands.DECIDED and rule.kind is Kind.ELIGIBILITY):
        return fails
    return f"whether {rule.means}" if stands is Stands.OPEN else rule.means


def _label(result: Result, name: str) -> str:
    rule = result.ruleset.by_id[name]
    return rule.label or rule.title


def _cites(several: Iterable[tuple[Citation, ...]]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(cite for cites in several for cite in cites))


def _truth(result: Result, question: str) -> Truth:
    """Whether every completion answers with yes, none does, or some do."""
    answer = result.verdicts.answers.get(question)
    if answer is not None:
        return answer
    engine, values = exact_engine(result.ruleset), result.case.values
    if engine.always(question, values):
        return True
    return False if engine.never(question, values) else None
