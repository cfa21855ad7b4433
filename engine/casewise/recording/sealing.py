"""Sealing a ruleset: hashes of its meaning, whole and part by part."""

from collections.abc import Iterator

from attrs import evolve

from casewise.model.fingerprint import fact_fingerprint, rule_fingerprint
from casewise.model.recorded import Seal
from casewise.model.references import path_of
from casewise.model.ruleset import Ruleset


def sealed(ruleset: Ruleset) -> Seal:
    """The seal of a ruleset under its chosen readings; it is made once."""
    seal = ruleset.derived.get(sealed)
    if seal is None:
        seal = ruleset.derived[sealed] = _sealed(ruleset)
    assert isinstance(seal, Seal)
    return seal


def _sealed(ruleset: Ruleset) -> Seal:
    return Seal(
        id=ruleset.id,
        release=ruleset.release,
        fingerprint=ruleset.fingerprint,
        readings=dict(ruleset.chosen),
        rules={rule.id: rule_fingerprint(rule) for rule in ruleset.rules},
        facts=dict(_facts(ruleset)),
        gaps=ruleset.gap_order,
    )


def _facts(ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    """Each fact by its path; a list by itself, for its facts have paths of their own."""
    for scope, fact in ruleset.vocabulary:
        yield path_of(scope, fact.name), fact_fingerprint(evolve(fact, facts=()))
