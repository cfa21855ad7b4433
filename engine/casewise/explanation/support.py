"""The claims a placement rests on: which rules must hold, or fail, for it to be given."""

from collections.abc import Iterator

from attrs import frozen

from casewise.evaluation.engines import exact_engine
from casewise.evaluation.reference import Record
from casewise.explanation.grounds import Grounds
from casewise.model.conditions import Condition
from casewise.model.rules import Exclusion, Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Citation
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED


@frozen
class Claim:
    """That a rule (or an exclusion) holds, or that it fails."""

    id: str
    means: str
    cites: tuple[Citation, ...]
    condition: Condition
    holds: bool


def claims(ruleset: Ruleset, placement: str, record: Record) -> list[Claim]:
    """What a placement rests on, in the order of the stages, chosen by what the record shows."""
    if placement == CONFLICT:
        clashes = (r for r in ruleset.of_kind(Kind.CONSISTENCY) if record[r.id])
        return [claim for rule in clashes for claim in _rule(rule, holds=True)][:1]
    eligibility = ruleset.of_kind(Kind.ELIGIBILITY)
    if placement == NOT_ELIGIBLE:
        return _failing(ruleset, record)
    if placement == UNDECIDED:
        return []
    entry = [claim for rule in eligibility for claim in _rule(rule, holds=True)]
    return entry + list(_placed(ruleset, ruleset.by_id[placement], record))


def _failing(ruleset: Ruleset, record: Record) -> list[Claim]:
    """The first requirement of eligibility that fails: as it stands, or in every completion."""
    eligibility = ruleset.of_kind(Kind.ELIGIBILITY)
    found = [rule for rule in eligibility if record[rule.id] is False]
    if not found:
        engine = exact_engine(ruleset)
        found = [rule for rule in eligibility if engine.never(rule.id, record.known)]
    return [claim for rule in found for claim in _rule(rule, holds=False)][:1]


def _placed(ruleset: Ruleset, rule: Rule, record: Record) -> Iterator[Claim]:
    if rule.kind is Kind.GAP:
        for category in ruleset.of_kind(Kind.CATEGORY):
            yield from _does_not_claim(category, record)
        gaps = ruleset.of_kind(Kind.GAP)
        for earlier in gaps[: gaps.index(rule)]:
            yield from _rule(earlier, holds=False)
    if rule.parent:
        yield from _rule(ruleset.by_id[rule.parent], holds=True)
    if rule.parent and rule.when is None:
        for sibling in ruleset.subtypes[rule.parent]:
            yield from _does_not_claim(sibling, record)
    yield from _rule(rule, holds=True)


def _rule(rule: Rule, *, holds: bool) -> Iterator[Claim]:
    """What remains when all others fail has no condition, and so makes no claim of its own."""
    if rule.when is not None:
        yield Claim(rule.id, rule.means, rule.cites, rule.when, holds)


def _does_not_claim(rule: Rule, record: Record) -> Iterator[Claim]:
    """A category fails to hold, or else an exclusion takes the case away from it.

    Where one of several things takes it away, but not the same in every completion, nothing is
    claimed: none of them could be named truly.
    """
    exclusion = None if record[rule.id] is False else _excluded(rule, record)
    if exclusion is not None:
        yield Claim(exclusion.id, exclusion.means, exclusion.cites, exclusion.when, True)
    elif exact_engine(record.ruleset).never(rule.id, record.known):
        yield from _rule(rule, holds=False)


def _excluded(rule: Rule, record: Record) -> Exclusion | None:
    """The first exclusion that holds: as it stands, or in every completion."""
    for exclusion in rule.exclusions:
        if record.judge(exclusion.when):
            return exclusion
    engine = exact_engine(record.ruleset)
    open_ones = (each for each in rule.exclusions if record.judge(each.when) is None)
    return next((each for each in open_ones if engine.always(each.id, record.known)), None)


def named_part(claim: Claim, grounds: Grounds) -> Claim:
    """The branch or the rule that makes a disjunction hold, where there is one with a name."""
    branch = grounds.branch(claim.condition)
    if branch is not None:
        return Claim(branch.id, branch.means, branch.cites, branch, True)
    named = grounds.deciding(claim.condition)
    if named is None:
        return claim
    rule = grounds.record.ruleset.by_id[named]
    return next(_rule(rule, holds=True), claim)
