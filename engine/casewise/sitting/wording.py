"""What a sitting says, in words: why it asks, what an answer leaves, what is left to ask."""

from collections.abc import Iterator, Set

from attrs import frozen

from casewise.explanation.sections import outcome_words
from casewise.explanation.values import Answer
from casewise.explanation.words import fact_words, value_words
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Citation, FactType
from casewise.result import CONFLICT
from casewise.sitting.questions import Question
from casewise.sitting.sitting import Sitting

LEFT_OPEN = "rules nothing out, and is not asked again"
"""What it does if an answer is not known."""

ALONE = "No answer rules anything out by itself; it counts together with others."
"""Said of a question none of whose answers has an effect of its own."""


@frozen
class Ground:
    """One thing that a question bears on: a rule in words, and the lines it follows."""

    rule: str
    means: str
    cites: tuple[Citation, ...]


def why(question: Question) -> tuple[Ground, ...]:
    """Why a question is asked, what decides most first."""
    return tuple(map(_ground, question.why))


def why_in_short(question: Question) -> tuple[Ground, ...]:
    """The same without what only says which answers contradict, where there is anything else."""
    telling = [rule for rule in question.why if rule.kind is not Kind.CONSISTENCY]
    return tuple(map(_ground, telling or question.why))


def _ground(rule: Rule) -> Ground:
    return Ground(rule.id, rule.means, rule.cites)


def effect(sitting: Sitting, answer: Answer) -> str:
    """What an answer would do: `rules out: I-CHP`, `settles it: I-STULE`; nothing if nothing."""
    if answer.placement == CONFLICT:
        return "contradicts what was said before"
    if answer.settles:
        return f"settles it: {outcome_words(sitting.ruleset, answer.placement)}"
    left, lost = set(answer.possible), sitting.possible - set(answer.possible)
    if not lost:
        return ""
    if len(lost) < len(left):
        return f"rules out: {outcomes_in_short(sitting.ruleset, lost)}"
    return f"leaves only: {outcomes_in_short(sitting.ruleset, left)}"


def outcomes_in_short(ruleset: Ruleset, outcomes: Set[str]) -> str:
    """Outcomes by their labels; several of no category are counted."""
    gaps = {name for name in outcomes if _is_gap(ruleset, name)}
    if len(gaps) < 2:
        return "; ".join(outcome_words(ruleset, name) for name in sorted(outcomes))
    named = [outcome_words(ruleset, name) for name in sorted(outcomes - gaps)]
    return "; ".join([*named, f"{len(gaps)} outcomes in no category"])


def _is_gap(ruleset: Ruleset, outcome: str) -> bool:
    rule = ruleset.by_id.get(outcome)
    return rule is not None and rule.kind is Kind.GAP


def still_possible(sitting: Sitting) -> tuple[str, ...]:
    """The outcomes that are still possible, by their labels."""
    return tuple(outcome_words(sitting.ruleset, name) for name in sorted(sitting.possible))


def change(before: Sitting, after: Sitting) -> str:
    """What an answer did, in one sentence."""
    lost, back = before.possible - after.possible, after.possible - before.possible
    if after.interview.settled:
        return f"Settled: {outcome_words(after.ruleset, after.placement)}."
    parts = [
        f"{what}: {outcomes_in_short(after.ruleset, names)}."
        for what, names in (("Ruled out", lost), ("Possible again", back))
        if names
    ]
    return " ".join(parts) or "That alone rules nothing out."


def remaining(sitting: Sitting) -> str:
    """How much is left to ask, in one sentence."""
    left = sitting.remaining
    expected = round(left.expected)
    if left.worst <= 1:
        return "This is the last question that can matter."
    least = f"{left.best:g} at best, " if round(left.best) < expected else ""
    return f"Questions left: {least}about {expected} expected, {left.worst:g} at most."


def answered(sitting: Sitting) -> Iterator[tuple[str, str, str]]:
    """Every answer: its path, what it is about, and what was said."""
    vocabulary = sitting.ruleset.vocabulary
    for path, known in sitting.stated():
        yield path, fact_words(vocabulary, path), value_words(vocabulary, path, known)


def heading(question: Question) -> str:
    """What a question is about, for a heading: `victim 1`; nothing for the case itself."""
    entity = question.entity
    return question.label.partition(",")[0] if entity is not None else ""


def is_yes_no(question: Question) -> bool:
    """Whether it is answered by yes or no: also whether a list has one more entity."""
    return question.fact.type in (FactType.YES_NO, FactType.LIST)
