"""What changed in the definitions from one ruleset to another, rule by rule.

A rule is *changed* if its fingerprint is another, and *reworded* if only words, citations or the
order of its parts are. A fact may be told apart by all that records are read by.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from attrs import evolve, field, frozen

from casewise.errors import Place
from casewise.model.fingerprint import fact_fingerprint, rule_fingerprint
from casewise.model.rules import Rule
from casewise.model.ruleset import Reading, Ruleset
from casewise.model.vocabulary import Fact

Named = TypeVar("Named", Rule, Fact, Reading)


class Kind(StrEnum):
    """What a change is about."""

    RULE = "rule"
    FACT = "fact"
    READING = "reading"
    GAP_ORDER = "gap order"


class How(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REWORDED = "reworded"


@frozen
class Change:
    """One change: of what, how, which part (in words), and where it stands.

    `place` is in the second ruleset, or in the first for what was removed.
    """

    kind: Kind
    name: str
    how: How
    part: str = ""
    place: Place | None = field(default=None, eq=False)

    @property
    def decides(self) -> bool:
        """Whether it can place a case elsewhere by itself.

        A fact cannot, nor that there is a reading: rules must ask for them.
        """
        if self.kind in (Kind.FACT, Kind.READING):
            return self.kind is Kind.READING and self.how is How.CHANGED
        return self.how is not How.REWORDED

    def __str__(self) -> str:
        return self.name if self.kind is Kind.RULE else f"{self.kind} {self.name}".rstrip()


def changes(first: Ruleset, second: Ruleset) -> tuple[Change, ...]:
    """Everything that differs between two rulesets, each under its chosen readings."""
    return (
        *_facts(first, second),
        *_readings(first, second),
        *_rules(first, second),
        *_gap_order(first, second),
    )


# -- rules ----------------------------------------------------------------------------------------


def _rules(first: Ruleset, second: Ruleset) -> Iterator[Change]:
    for name, old, new in _beside(first.by_id, second.by_id):
        if old is None or new is None:
            yield _come_or_gone(Kind.RULE, name, old, new)
        elif rule_fingerprint(old) != rule_fingerprint(new):
            yield Change(Kind.RULE, name, How.CHANGED, _parts(old, new), new.place)
        elif old != new:
            yield Change(Kind.RULE, name, How.REWORDED, place=new.place)


def _parts(old: Rule, new: Rule) -> str:
    """Which parts of a rule are not the same, but for words."""
    parts = {
        "kind": ("kind", "scope", "parent"),
        "label": ("label",),
        "condition": ("when",),
        "exclusions": ("exclusions",),
        "precedence": ("yields",),
    }
    return ", ".join(
        part
        for part, names in parts.items()
        if rule_fingerprint(evolve(old, **{name: getattr(new, name) for name in names}))
        != rule_fingerprint(old)
    )


# -- facts ----------------------------------------------------------------------------------------


def _facts(first: Ruleset, second: Ruleset) -> Iterator[Change]:
    old_facts, new_facts = _by_path(first), _by_path(second)
    for name, old, new in _beside(old_facts, new_facts):
        if old is None or new is None:
            yield _come_or_gone(Kind.FACT, name, old, new)
        elif fact_fingerprint(old) != fact_fingerprint(new):
            yield Change(Kind.FACT, name, How.CHANGED, _differences(old, new), new.place)
        elif old != new:
            yield Change(Kind.FACT, name, How.REWORDED, place=new.place)


def _by_path(ruleset: Ruleset) -> dict[str, Fact]:
    """Every fact by its name, those of a list after it; a list stands without its facts."""
    return {
        f"{scope}.{fact.name}" if scope else fact.name: evolve(fact, facts=())
        for scope, fact in ruleset.vocabulary
    }


def _differences(old: Fact, new: Fact) -> str:
    gone = [code for code in old.codes if code not in new.codes]
    come = [code for code in new.codes if code not in old.codes]
    found = [f"{old.type} before, {new.type} now"] if old.type is not new.type else []
    found += [f"without {', '.join(gone)}"] if gone else []
    found += [f"with {', '.join(come)}"] if come else []
    found += ["range"] if (old.low, old.high) != (new.low, new.high) else []
    found += ["may be absent" if new.optional else "always has a value"] * (
        old.optional is not new.optional
    )
    return "; ".join(found)


# -- readings and the order of gaps ---------------------------------------------------------------


def _readings(first: Ruleset, second: Ruleset) -> Iterator[Change]:
    old_readings = {reading.name: reading for reading in first.readings}
    new_readings = {reading.name: reading for reading in second.readings}
    for name, old, new in _beside(old_readings, new_readings):
        if old is None or new is None:
            yield _come_or_gone(Kind.READING, name, old, new)
        elif first.choice[name] != second.choice[name]:
            part = f"{first.choice[name]} → {second.choice[name]}"
            yield Change(Kind.READING, name, How.CHANGED, part, new.place)
        elif old != new:
            yield Change(Kind.READING, name, How.REWORDED, place=new.place)


def _gap_order(first: Ruleset, second: Ruleset) -> Iterator[Change]:
    common = set(first.gap_order) & set(second.gap_order)
    old, new = ([name for name in each.gap_order if name in common] for each in (first, second))
    if old != new:
        yield Change(Kind.GAP_ORDER, "", How.CHANGED, f"{', '.join(old)} → {', '.join(new)}")


# -- tools ----------------------------------------------------------------------------------------


def _beside(
    old: Mapping[str, Named], new: Mapping[str, Named]
) -> Iterator[tuple[str, Named | None, Named | None]]:
    """What stands under each name in the first and in the second."""
    for name in dict.fromkeys((*old, *new)):
        yield name, old.get(name), new.get(name)


def _come_or_gone(kind: Kind, name: str, old: Named | None, new: Named | None) -> Change:
    if new is not None:
        return Change(kind, name, How.ADDED, place=new.place)
    return Change(kind, name, How.REMOVED, place=old.place if old is not None else None)
