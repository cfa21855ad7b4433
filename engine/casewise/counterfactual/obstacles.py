"""What an outcome needs of the rules, each need with the words for its not being met."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Citation
from casewise.result import NOT_ELIGIBLE


@frozen
class Obstacle:
    """A rule that stands in the way: it fails where it has to hold, or holds where it must not.

    `stands` is `requirement`, `condition`, `exclusion`, `precedence` or `gap`: what the rule is to
    the outcome that it is in the way of.
    """

    stands: str
    rule: str
    holds: bool
    means: str
    cites: tuple[Citation, ...]


@frozen
class Need:
    """That a question of the plan be answered so; if it cannot be, these obstacles are why."""

    question: str
    answer: bool
    obstacles: tuple[Obstacle, ...]


def needs(ruleset: Ruleset, outcome: str) -> list[Need]:
    """What has to be so, together, for a case to have an outcome, in the order of the stages."""
    eligibility = ruleset.of_kind(Kind.ELIGIBILITY)
    if outcome == NOT_ELIGIBLE:
        every = tuple(_holding("requirement", rule) for rule in eligibility)
        return [Need("eligible", False, every)]
    rule = ruleset.by_id[outcome]
    found = [Need(each.id, True, (_failing("requirement", each),)) for each in eligibility]
    if rule.kind is Kind.GAP:
        return [*found, *_of_gap(ruleset, rule)]
    if rule.parent:
        found += _of_member(ruleset, ruleset.of_kind(Kind.CATEGORY), ruleset.by_id[rule.parent])
        return [*found, *_of_member(ruleset, ruleset.subtypes[rule.parent], rule)]
    return [*found, *_of_member(ruleset, ruleset.of_kind(Kind.CATEGORY), rule)]


def _of_member(ruleset: Ruleset, family: tuple[Rule, ...], rule: Rule) -> Iterator[Need]:
    """A category or a subtype: it holds, nothing takes the case away, and none comes before."""
    if rule.when is None:
        before = [other for other in family if other is not rule]
    else:
        yield Need(rule.id, True, (_failing("condition", rule),))
        before = list(family[: family.index(rule)])
    for each in rule.exclusions:
        yield Need(each.id, False, (Obstacle("exclusion", each.id, True, each.means, each.cites),))
    cites = {entry.to: entry.cites for entry in ruleset.active_yields(rule)}
    yield from _not_claimed(before, cites)


def _of_gap(ruleset: Ruleset, gap: Rule) -> Iterator[Need]:
    yield from _not_claimed(ruleset.of_kind(Kind.CATEGORY), {})
    gaps = ruleset.of_kind(Kind.GAP)
    for earlier in gaps[: gaps.index(gap)]:
        yield Need(earlier.id, False, (_holding("gap", earlier),))
    if gap.when is not None:
        yield Need(gap.id, True, (_failing("condition", gap),))


def _not_claimed(rules: Iterable[Rule], cites: dict[str, tuple[Citation, ...]]) -> Iterator[Need]:
    for rule in rules:
        first = Obstacle("precedence", rule.id, True, rule.means, cites.get(rule.id, rule.cites))
        yield Need(f"claims:{rule.id}", False, (first,))


def _failing(stands: str, rule: Rule) -> Obstacle:
    words = rule.fails or f"it is not so that {rule.means}"
    return Obstacle(stands, rule.id, False, words, rule.cites)


def _holding(stands: str, rule: Rule) -> Obstacle:
    return Obstacle(stands, rule.id, True, rule.means, rule.cites)
