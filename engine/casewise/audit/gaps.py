"""Gaps: eligible cases that no category takes, what they are, and whether they are accepted."""

from collections.abc import Iterator

from casewise.audit.findings import GAP, GROUP, NOT_ACCEPTED, Finding
from casewise.audit.view import View
from casewise.errors import Place
from casewise.model.conditions import AnyOf, Branch, Holds
from casewise.model.rules import Kind, Rule

ACCEPTED = "accepted"
Group = frozenset[str]


def gaps(view: View) -> Iterator[Finding]:
    """The gaps that some case falls into, with what falls into those that take what remains."""
    for gap in view.ruleset.of_kind(Kind.GAP):
        case = view.case({f"outcome:{gap.id}": True})
        if case is not None:
            words = f"eligible cases that no category takes: {gap.means}"
            if gap.when is None:
                words += "; each of them is in at least one of the groups below"
            yield Finding(GAP, (gap.id,), words, _place(gap), case)
            if gap.when is None:
                yield from _groups(view, gap)
            yield from _not_accepted(view, gap)


def _place(gap: Rule) -> Place | None:
    return gap.place if gap.when is None else gap.when.place


def _not_accepted(view: View, gap: Rule) -> Iterator[Finding]:
    if gap.accepts is None:
        return
    space = view.asking({ACCEPTED: gap.accepts.when})
    case = view.case({f"outcome:{gap.id}": True, ACCEPTED: False}, space)
    if case is not None:
        words = f"a case falls into {gap.id} that it does not accept: {gap.accepts.means}"
        yield Finding(NOT_ACCEPTED, (gap.id,), words, gap.accepts.place, case)


# -- what falls into a gap -----------------------------------------------------------------------


def _groups(view: View, gap: Rule) -> Iterator[Finding]:
    """What falls into a gap, in groups of which every case in it is in at least one.

    A group is a least set of the alternatives by which cases are eligible: some case in the gap
    has these and no others, and none has fewer. A category that holds there although it is taken
    away is a group as well.
    """
    reasons = list(_alternatives(view))
    categories = [rule.id for rule in view.ruleset.of_kind(Kind.CATEGORY)]
    wanted = {f"outcome:{gap.id}": True}
    found = view.space.together(wanted, [*reasons, *categories])
    whole = frozenset(reasons)
    for group in _least({held & whole for held in found} - {frozenset()}):
        exactly = {name: name in group for name in reasons}
        yield _group(view, gap, group, {**wanted, **exactly})
    for name in categories:
        if any(name in held for held in found):
            yield _group(view, gap, frozenset({name}), {**wanted, name: True})


def _alternatives(view: View) -> Iterator[str]:
    """The names of the alternatives of which eligibility asks for at least one."""
    for rule in view.ruleset.of_kind(Kind.ELIGIBILITY):
        if isinstance(rule.when, AnyOf):
            for part in rule.when.parts:
                if isinstance(part, Holds):
                    yield part.rule
                elif isinstance(part, Branch):
                    yield part.id


def _least(found: set[Group]) -> list[Group]:
    """Those that hold no other, the small ones first."""
    least = [group for group in found if not any(other < group for other in found)]
    return sorted(least, key=lambda group: (len(group), sorted(group)))


def _group(view: View, gap: Rule, group: Group, wanted: dict[str, bool]) -> Finding:
    names = sorted(group)
    words = " and ".join(_means(view, name) for name in names)
    place = _place(gap)
    return Finding(GROUP, (gap.id, *names), f"in {gap.id}: {words}", place, view.case(wanted))


def _means(view: View, name: str) -> str:
    part = view.parts.get(name)
    return view.ruleset.by_id[name].means if part is None else part.branch.means
