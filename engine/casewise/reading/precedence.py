"""Who comes before whom: categories and subtypes that yield, gaps in order, and what remains."""

from collections.abc import Iterator
from collections.abc import Mapping as Lookup
from itertools import product
from math import prod

from casewise.errors import Place
from casewise.model.rules import Kind, Rule
from casewise.reading.chains import Edges, cycles
from casewise.reading.registers import Header
from casewise.reading.shape import Notes
from casewise.reading.words import suggest, ticked

MAX_COMBINATIONS = 1_000


def circles(
    rules: Lookup[str, Rule], codes: Lookup[str, tuple[str, ...]]
) -> Iterator[tuple[Place | None, str]]:
    """Where rules yield to each other in a circle, under some values of the readings."""
    entries = [entry for rule in rules.values() for entry in rule.yields]
    names = sorted({name for entry in entries for name, _ in entry.under})
    if prod(len(codes[name]) for name in names) > MAX_COMBINATIONS:
        yield entries[0].place, "the precedences depend on too many readings to be checked"
        return
    closing: dict[Place | None, str] = {}
    for values in product(*(codes[name] for name in names)):
        chosen = dict(zip(names, values, strict=True))
        closing.update({place: name for name, place in cycles(_in_force(rules, chosen))})
    for place, name in closing.items():
        yield place, f"`{name}` would yield to itself in the end"


def _in_force(rules: Lookup[str, Rule], chosen: Lookup[str, str]) -> Edges:
    return {
        rule.id: [
            (entry.to, entry.place)
            for entry in rule.yields
            if all(chosen[name] == value for name, value in entry.under)
        ]
        for rule in rules.values()
        if rule.yields
    }


def remainders(rules: Lookup[str, Rule]) -> Iterator[tuple[Rule, str]]:
    """What is wrong where not exactly one takes what remains: of the gaps, of each subtypes."""
    families: dict[str, list[Rule]] = {}
    for rule in rules.values():
        if rule.kind is Kind.GAP or (rule.kind is Kind.SUBTYPE and rule.parent in rules):
            families.setdefault(rule.parent, []).append(rule)
    for family in families.values():
        residuals = [rule for rule in family if rule.when is None]
        if not residuals:
            yield family[-1], "one of these must be `otherwise`, or a record could fall through"
        for extra in residuals[1:]:
            yield extra, f"`{residuals[0].id}` is `otherwise` already"


def check_gap_order(
    notes: Notes, header: Header, gaps: Lookup[str, Rule], unread: set[str]
) -> None:
    """Note what `gaps in order` names twice or wrongly, and a residual that does not come last."""
    listed = [name for name, _ in header.gaps]
    for position, (name, node) in enumerate(header.gaps):
        if name in listed[:position]:
            notes.add(node, "R108", f"gap {ticked(name)} is listed twice")
        elif name not in gaps and name not in unread:
            what = f"there is no gap {ticked(name)}"
            notes.add(node, "R119", what, suggest(name, gaps))
        elif name in gaps and gaps[name].when is None and set(listed[position:]) != {name}:
            notes.add(node, "R119", f"`{name}` is what remains and must come last")
