"""An explanation as headed sections of short texts, for every renderer in words."""

from collections.abc import Iterable

from attrs import frozen

from casewise.explanation.opening import can_vary
from casewise.explanation.values import Answer, Explanation, Reason
from casewise.explanation.words import fact_words, known_at, stated
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Citation
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED, Result


@frozen
class Item:
    """One statement, the facts under it, and the lines of the source it follows."""

    words: str
    details: tuple[str, ...] = ()
    cites: tuple[Citation, ...] = ()


@frozen
class Section:
    """A heading and its statements; `numbered` ones are steps."""

    heading: str
    items: tuple[Item, ...]
    numbered: bool = False


def title(explanation: Explanation) -> str:
    """`Case undercover-only`, or `Case` where the record has no id."""
    name = explanation.result.case.id
    return f"Case {name}" if name else "Case"


def headline(explanation: Explanation) -> str:
    """The placement and why, in one sentence without rule ids."""
    result = explanation.result
    ruleset = result.ruleset
    if result.placement == CONFLICT:
        clash = explanation.conflicts[0].means
        return f"These facts cannot all be true: {clash}."
    if result.placement == NOT_ELIGIBLE:
        why = "; ".join(reason_words(ruleset, reason) for reason in explanation.because)
        return f"This case is not eligible: {why or 'nothing that agrees with the rules is'}."
    if result.placement == UNDECIDED:
        what = "whether it is eligible" if result.eligible is None else "which category takes it"
        return f"This case is not decided yet: {what} is open."
    rule = ruleset.by_id[result.placement]
    if rule.kind is Kind.GAP:
        return f"This case is eligible, but no category takes it: {rule.means}."
    return f"This case is placed in {_name(ruleset, rule)}, because {_why(explanation, rule)}."


def _name(ruleset: Ruleset, rule: Rule) -> str:
    whole = ruleset.by_id[rule.parent] if rule.parent else rule
    return f"{rule.label} ({whole.title})"


def _why(explanation: Explanation, rule: Rule) -> str:
    """The words of the category's deciding branch, and of its subtype."""
    names = [rule.parent, rule.id] if rule.parent else [rule.id]
    found = [
        reason.means
        for name in names
        for reason in explanation.because
        if reason.holds and _owner(explanation.result.ruleset, reason.rule) == name
    ]
    if rule.when is None:
        found.append(rule.means)
    return " and ".join(dict.fromkeys(found)) or rule.means


def _owner(ruleset: Ruleset, name: str) -> str:
    """The rule that a branch or an exclusion is part of; a rule is its own."""
    while name not in ruleset.by_id and "." in name:
        name = name.rpartition(".")[0]
    return name


def standing(explanation: Explanation) -> str:
    """Whether the placement is settled, and what it could still become."""
    result = explanation.result
    if result.placement == CONFLICT:
        return "Nothing is placed until the clash is resolved."
    if result.settled:
        return "This is settled: nothing that may still be learned can change it."
    others = [
        outcome_words(result.ruleset, name)
        for name in sorted(result.possible)
        if name != result.placement
    ]
    if result.placement == UNDECIDED:
        return f"It could become: {'; '.join(others)}."
    return f"This is not settled. With more facts it could become: {'; '.join(others)}."


def outcome_words(ruleset: Ruleset, outcome: str) -> str:
    """An outcome by its label, or by its title where it has none."""
    rule = ruleset.by_id.get(outcome)
    if rule is None:
        return {NOT_ELIGIBLE: "not eligible", CONFLICT: "a conflict"}.get(outcome, outcome)
    if rule.kind is Kind.GAP:
        return f"no category ({rule.title[0].lower()}{rule.title[1:]})"
    return rule.label


def sections(explanation: Explanation) -> list[Section]:
    """What there is to say, in the order in which a reader asks for it."""
    found = [
        Section("Because", tuple(_because(explanation)), numbered=True),
        Section("Facts that clash", tuple(_clashes(explanation))),
        Section("Also true, but lower in precedence", tuple(_also_true(explanation))),
        Section("Taken away by an exclusion", tuple(_blocked(explanation))),
        Section("Open questions", tuple(_open(explanation))),
        Section("Readings that the result depends on", tuple(_readings(explanation))),
    ]
    return [section for section in found if section.items]


def _because(explanation: Explanation) -> Iterable[Item]:
    result = explanation.result
    for reason in explanation.because if result.placement != CONFLICT else ():
        words = reason_words(result.ruleset, reason)
        yield Item(words + _whichever(result, reason), _facts(result, reason.facts), reason.cites)


def reason_words(ruleset: Ruleset, reason: Reason) -> str:
    """What a reason says: that its rule holds, or that it does not."""
    if reason.holds:
        return reason.means
    rule = ruleset.by_id.get(reason.rule)
    return rule.fails if rule is not None and rule.fails else f"it is not so that {reason.means}"


def _whichever(result: Result, reason: Reason) -> str:
    """That the rule is decided although some of its own facts are open."""
    vocabulary, values = result.ruleset.vocabulary, result.case.values
    if not reason.implied:
        return ""
    if result.verdicts.answers.get(reason.rule) is not None:
        return ", as the other facts imply"
    unknown = [
        path for path in reason.implied if known_at(values, path) is None and can_vary(result, path)
    ]
    if not unknown:
        return ", as the other facts imply"
    labels = (f"“{fact_words(vocabulary, path)}”" for path in unknown)
    return f", whichever is true of {' and '.join(labels)}"


def _facts(result: Result, paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(stated(result, path) for path in paths)


def _clashes(explanation: Explanation) -> Iterable[Item]:
    for clash in explanation.conflicts:
        yield Item(clash.means, _facts(explanation.result, clash.facts), clash.cites)


def _also_true(explanation: Explanation) -> Iterable[Item]:
    ruleset = explanation.result.ruleset
    for each in explanation.also_true:
        rule, winner = ruleset.by_id[each.rule], ruleset.by_id[each.lost_to]
        yield Item(f"{rule.label}: {rule.means}; {winner.label} comes first", (), each.cites)


def _blocked(explanation: Explanation) -> Iterable[Item]:
    for each in explanation.blocked:
        rule = explanation.result.ruleset.by_id[each.rule]
        yield Item(f"{rule.label}: {rule.means}, but {each.means}", (), each.cites)


def _open(explanation: Explanation) -> Iterable[Item]:
    ruleset = explanation.result.ruleset
    for each in explanation.open:
        name = fact_words(ruleset.vocabulary, each.path)
        answers = tuple(
            f"if {answer.words.replace('_', ' ')}: {_left(explanation.result, answer)}"
            for answer in each.answers
        )
        yield Item(f"{name}: {each.asks}", answers)


def _left(result: Result, answer: Answer) -> str:
    """What an answer leaves possible, or what it rules out where that is shorter to say."""

    def listed(outcomes: Iterable[str]) -> str:
        return "; ".join(outcome_words(result.ruleset, outcome) for outcome in outcomes)

    if answer.settles:
        return f"settled as {listed(answer.possible)}"
    out = sorted(result.possible - set(answer.possible))
    if not out:
        return "this alone rules nothing out"
    shorter = len(out) < len(answer.possible)
    return f"rules out {listed(out)}" if shorter else listed(answer.possible)


def _readings(explanation: Explanation) -> Iterable[Item]:
    ruleset = explanation.result.ruleset
    for each in explanation.readings:
        reading = next(r for r in ruleset.readings if r.name == each.reading)
        means = {value.code: value.means for value in reading.values}
        others = tuple(
            f"{each.reading}={other.value}, {means[other.value]}: "
            f"{placement_words(ruleset, other.placement)}, possible: "
            + "; ".join(outcome_words(ruleset, outcome) for outcome in other.possible)
            for other in each.others
        )
        here = f"{each.reading}={each.chosen}, {means[each.chosen]}"
        yield Item(f"{reading.asks} Here: {here}", others)


def cite_words(cites: Iterable[Citation]) -> str:
    """Citations, each source named once: `bulletin-2003:34-39, 276-282`."""
    found: dict[str, list[str]] = {}
    for cite in cites:
        source, _, lines = str(cite).partition(":")
        found.setdefault(source, []).append(lines)
    return "; ".join(f"{source}:{', '.join(lines)}" for source, lines in found.items())


def placement_words(ruleset: Ruleset, placement: str) -> str:
    """A placement by its label, its title, or in words."""
    return "undecided" if placement == UNDECIDED else outcome_words(ruleset, placement)


def footer(explanation: Explanation) -> str:
    """Which rules and engine gave the result, and what it is not."""
    ruleset = explanation.result.ruleset
    changed = [
        f"{r.name}={ruleset.choice[r.name]}"
        for r in ruleset.readings
        if ruleset.choice[r.name] != r.default
    ]
    parts = [
        f"{ruleset.id} {ruleset.release}",
        *changed,
        ruleset.fingerprint[:19] + "…",
        explanation.result.engine,
    ]
    return f"{' · '.join(parts)}\n{ruleset.disclaimer}"
