"""An audit of rulesets that nobody wrote says what trying every case says."""

import random
from collections.abc import Iterator
from itertools import combinations

from casewise.audit.auditing import audit
from casewise.evaluation.classification import classify
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from laws.records import try_seeds
from rulesets.generator import random_choice, random_ruleset
from rulesets.naive import Judged, Naive

MOST = 3_000
"""Rulesets with more complete records than this are passed over."""


def overlapping(ruleset: Ruleset, judged: list[Judged]) -> Iterator[tuple[str, str]]:
    """The pairs of a family that hold together in some case, with no exclusion."""
    yield from _pairs(
        ruleset.of_kind(Kind.CATEGORY), [each.holds for each in judged if each.eligible]
    )
    for parent, family in ruleset.subtypes.items():
        whole = {rule.id for rule in family}
        assert parent not in whole
        yield from _pairs(family, [each.holds for each in judged if each.outcome in whole])


def _pairs(family: tuple[Rule, ...], held: list[frozenset[str]]) -> Iterator[tuple[str, str]]:
    for first, second in combinations([rule for rule in family if rule.when], 2):
        excluded = {each.id for rule in (first, second) for each in rule.exclusions}
        if any({first.id, second.id} <= holds and not excluded & holds for holds in held):
            yield first.id, second.id


def audit_agrees(_: Ruleset, rng: random.Random) -> None:
    naive = Naive(random_choice(rng, random_ruleset(rng)))
    if naive.size({}) > MOST:
        return
    ruleset = naive.ruleset
    judged = [each for each in naive.every({}) if each.consistent]
    found = audit(ruleset)
    by_code: dict[str, set[tuple[str, ...]]] = {}
    for finding in found.findings:
        by_code.setdefault(finding.code, set()).add(finding.about)
        if finding.code == "A101" and finding.witness is not None:
            result = classify(ruleset, finding.witness, "reference")
            assert finding.about[0] in result.possible
            assert result.settled or any(fact.optional for _, fact in ruleset.vocabulary)
    if not judged:
        assert set(by_code) == {"A502"}
        return
    outcomes = {each.outcome for each in judged}
    assert set(found.outcomes) == outcomes
    gaps = {(gap.id,) for gap in ruleset.of_kind(Kind.GAP) if gap.id in outcomes}
    assert by_code.get("A101", set()) == gaps
    overlaps = by_code.get("A201", set()) | by_code.get("A202", set())
    assert overlaps == set(overlapping(ruleset, judged))
    for (name,) in by_code.get("A301", set()):
        assert not any(name in each.holds for each in judged)
    for (name,) in by_code.get("A305", set()):
        assert name not in outcomes


def test_an_audit_says_what_trying_every_case_says(rules: Ruleset) -> None:
    try_seeds(audit_agrees, rules, 150, "random rulesets, audited")
