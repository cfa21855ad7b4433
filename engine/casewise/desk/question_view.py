"""What the page of a question shows, as values for its template."""

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from casewise.explanation.sections import outcome_words
from casewise.explanation.words import fact_words, known_at
from casewise.facts import Choice, Entities, Known, Members, Span
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from casewise.result import CONFLICT
from casewise.sitting.questions import NO_OTHERS, NONE, Option, Question
from casewise.sitting.sitting import Sitting, State
from casewise.sitting.wording import Ground, effect, heading, remaining, why_in_short

MOST_RULES = 4
"""How many rules are shown as the reason for a question; the page of each rule has the others."""

Fields = Mapping[str, list[str]]
"""What the form is filled with: by the name of a field."""


@frozen
class Leaves:
    """An answer, and what it leaves possible, in words."""

    key: str
    words: str
    leaves: str


@frozen
class QuestionView:
    """One question as it is asked, with all that a person wants to know before answering."""

    question: Question
    above: str
    grounds: tuple[Ground, ...]
    known: Known | None
    shown: tuple[str, ...]
    fields: Fields
    options: tuple[Leaves, ...]
    possible: tuple[str, ...]
    ruled_out: tuple[str, ...]
    not_known: tuple[str, ...]
    remaining: str
    number: int
    changing: bool

    @property
    def form(self) -> str:
        """Which form asks for it: the name of a macro."""
        return self.question.fact.type.name.lower()

    def said(self, field: str) -> str:
        """What a field is filled with."""
        return next(iter(self.fields.get(field, ())), "")

    def is_ticked(self, field: str, value: str) -> bool:
        """Whether a value of a field is chosen."""
        return value in self.fields.get(field, ())

    def leaving(self, key: str) -> str:
        """What an answer leaves possible; nothing where rules do not tell it apart."""
        return next((each.leaves for each in self.options if each.key == key), "")


def question_view(
    sitting: Sitting, question: Question, *, changing: bool, fields: Fields | None = None
) -> QuestionView:
    """What there is to show of a question.

    Args:
        sitting: where it is asked.
        question: the question.
        changing: whether it was turned to, and perhaps answered before.
        fields: what was sent and could not be understood; else what is known fills the form.
    """
    ruleset = sitting.ruleset
    known = known_at(sitting.values, question.path)
    possible = sitting.possible
    return QuestionView(
        question, heading(question), why_in_short(question)[:MOST_RULES], known,
        shown_members(question),
        _filled(question.fact, known) if fields is None else fields,
        tuple(_leaves(sitting, option) for option in question.options),
        _named(ruleset, possible), _named(ruleset, set(ruleset.outcomes) - possible),
        _not_known(sitting, question.path), remaining(sitting), sitting.asked + (not changing),
        changing,
    )  # fmt: skip


def shown_members(question: Question) -> tuple[str, ...]:
    """Of a set, the members that are asked for: those that can matter, else all."""
    if question.fact.type is not FactType.SET:
        return ()
    return question.members or tuple(question.fact.codes)


def kept_members(question: Question, known: Known | None) -> Members | None:
    """What is known of the members that are not asked for."""
    shown = set(shown_members(question))
    if not isinstance(known, Members):
        return None
    kept = Members(known.included - shown, known.excluded - shown)
    return kept if kept.included or kept.excluded else None


def _leaves(sitting: Sitting, option: Option) -> Leaves:
    key = NONE if option.key == NO_OTHERS else option.key
    return Leaves(key, option.words, effect(sitting, option.leaves))


def _named(ruleset: Ruleset, outcomes: Iterable[str]) -> tuple[str, ...]:
    order = [*ruleset.outcomes, CONFLICT]
    return tuple(outcome_words(ruleset, name) for name in sorted(outcomes, key=order.index))


def _not_known(sitting: Sitting, but: str) -> tuple[str, ...]:
    vocabulary = sitting.ruleset.vocabulary
    return tuple(
        fact_words(vocabulary, path)
        for path, known in sitting.stated()
        if path != but and known is None and sitting.state(path) is State.NOT_KNOWN
    )


# -- what is known, in the fields of a form -----------------------------------------------------


def _filled(fact: Fact, known: Known | None) -> Fields:
    match known:
        case Choice(values) if len(values) == 1:
            return {"answer": list(values)}
        case Choice(values):
            return {"answer": ["several"], "several": list(values)}
        case Span(low, high):
            return _span(fact, low, high)
        case Members(included, excluded):
            words = {**dict.fromkeys(included, "yes"), **dict.fromkeys(excluded, "no")}
            codes = enumerate(fact.codes, start=1)
            return {f"member-{at}": [words.get(code, "unknown")] for at, code in codes}
        case Entities() | None:
            return {}


def _span(fact: Fact, low: int, high: int) -> Fields:
    exact = low == high
    ends = {"exact": low} if exact else {"low": low, "high": high}
    inner = {name: at for name, at in ends.items() if exact or at not in (fact.low, fact.high)}
    fields = {"answer": ["exact" if exact else "part"]}
    for name, at in inner.items():
        fields |= _day(name, at) if fact.type is FactType.DATE else {name: [str(at)]}
    return fields


def _day(name: str, at: int) -> dict[str, list[str]]:
    day = date.fromordinal(at)
    parts = {"year": day.year, "month": day.month, "day": day.day}
    return {f"{name}-{part}": [str(value)] for part, value in parts.items()}
