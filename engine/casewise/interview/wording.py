"""A state of an interview in plain words, and as plain values for JSON."""

from collections.abc import Iterable, Iterator
from textwrap import fill
from typing import Any

from casewise.explanation.rule_words import cited
from casewise.explanation.values import Answer
from casewise.explanation.words import fact_words
from casewise.facts import Entities
from casewise.interview.bearing import bears_on
from casewise.interview.interviewing import Interview, Question
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import FactType
from casewise.result import CONFLICT

WIDTH = 96
MOST_RULES = 4
"""How many rules a text names as the reason for a question; JSON names all."""

SCHEMA = "casewise.next/1"


def plain(state: Interview, case: str | None, *, whole: bool = False) -> str:
    """The next question, why it is asked, what answers leave, and how much there is to ask.

    `whole` names the facts that cannot matter any more instead of counting them.
    """
    return "\n".join(_lines(state, case, whole=whole)) + "\n"


def _lines(state: Interview, case: str | None, *, whole: bool) -> Iterator[str]:
    yield from _fill(f"{case or 'This case'}: {_standing(state)}")
    best = state.best
    if best is not None:
        yield ""
        yield from _fill(f"Next question: {asked_words(state, best.path)}")
        yield f"  {_fact_line(state.ruleset, best)}"
        yield from _why(state, best)
        yield from _answers(state, best)
        yield ""
        yield from _fill(_estimate(state))
    if len(state.questions) > 1:
        yield ""
        yield "Other questions that can matter, the most useful first:"
        yield from _others(state, state.questions[1:])
    if state.placement != CONFLICT:
        yield from _rest(state, whole=whole)


def _standing(state: Interview) -> str:
    if state.placement == CONFLICT:
        return "the facts cannot all be true; `casewise explain` names those that clash."
    if state.settled:
        return f"settled: {state.placement}. Nothing is left to ask."
    possible = f"{len(state.possible)} outcomes are possible: {_list(sorted(state.possible))}."
    if state.questions:
        return f"not settled. {possible}"
    return (
        f"not settled, and no answer that is left to ask for can change that. {possible} "
        f"The placement on what is known is {state.placement}."
    )


def asked_words(state: Interview, path: str) -> str:
    """A question in words: those of the ruleset; for a list, whether it has any (other) entity."""
    fact = state.ruleset.vocabulary.at(path)
    assert fact is not None  # a question is about a fact
    if fact.type is not FactType.LIST:
        return fact.asks
    known = state.values.get(path)
    other = "other " if isinstance(known, Entities) and known.listed else ""
    return f"{fact.asks} Is there any {other}{fact.singular}?"


def _fact_line(ruleset: Ruleset, question: Question) -> str:
    words = fact_words(ruleset.vocabulary, question.path)
    fact = ruleset.vocabulary.at(question.path)
    only = ""
    if fact is not None and question.members and len(question.members) < len(fact.codes):
        only = f"; only these can matter: {', '.join(map(fact.words, question.members))}"
    return "\n  ".join(_fill(f"({question.path}: {words}{only})", WIDTH - 2))


def _why(state: Interview, question: Question) -> Iterator[str]:
    rules = bears_on(state.ruleset, state.values, question.path)
    if not rules:
        return
    yield "  Why it is asked: it bears on whether"
    for rule in rules[:MOST_RULES]:
        yield from _indented(f"- {rule.means} {cited(rule.cites)}", 4)
    if len(rules) > MOST_RULES:
        yield f"    - and on {len(rules) - MOST_RULES} more rules"


def _answers(state: Interview, question: Question) -> Iterator[str]:
    yield "  What each answer leaves:"
    for words, answer in _merged(answer for _, answer in state.answers(question.path)):
        yield from _indented(f"- {words}: {_left(state, answer)}", 4)
    others = len(state.questions) - 1
    rest = f"{_count(others, 'other question')} can matter" if others else "no other can matter"
    yield f"    - not known: rules nothing out; {rest}"


def _merged(answers: Iterable[Answer]) -> Iterator[tuple[str, Answer]]:
    """Answers that leave the same are said together."""
    words: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    first: dict[tuple[str, tuple[str, ...]], Answer] = {}
    for answer in answers:
        key = (answer.placement, answer.possible)
        words.setdefault(key, []).append(answer.words)
        first.setdefault(key, answer)
    return ((" or ".join(words[key]), first[key]) for key in words)


def _left(state: Interview, answer: Answer) -> str:
    if answer.settles:
        return f"{answer.placement}, and the case is settled"
    lost = sorted(state.possible - set(answer.possible))
    if not lost:
        return "rules nothing out by itself"
    if len(lost) < len(answer.possible):
        return f"rules out {_list(lost)}"
    return f"leaves {_list(answer.possible)}"


def _estimate(state: Interview) -> str:
    estimate = state.estimate
    unit = "cost" if state.model.costs else "questions"
    words = {"cost": "Still to be spent", "questions": "Still to be asked"}[unit]
    return (
        f"{words}: {_number(estimate.best)} at best, about {estimate.expected:.1f} expected, "
        f"{_number(estimate.worst)} at most."
    )


def _others(state: Interview, questions: Iterable[Question]) -> Iterator[str]:
    for question in questions:
        yield from _indented(f"- {question.path}: {asked_words(state, question.path)}", 2)


def _rest(state: Interview, *, whole: bool) -> Iterator[str]:
    for paths, words in (
        (state.not_known, "asked and not known"),
        (state.needless, "that cannot matter any more"),
    ):
        if paths:
            yield ""
            facts = f"{_count(len(paths), 'fact')} {words}"
            yield from _fill(f"{facts}: {', '.join(paths)}" if whole else f"{facts}.")


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _number(value: float) -> str:
    return f"{value:g}"


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)


def _indented(words: str, by: int) -> Iterator[str]:
    yield from _fill(words, indent=" " * by)


def _fill(words: str, width: int = WIDTH, indent: str = "") -> list[str]:
    return fill(
        words, width, initial_indent=indent, subsequent_indent=indent and indent + "  ",
        break_long_words=False, break_on_hyphens=False,
    ).splitlines()  # fmt: skip


# -- as plain values ------------------------------------------------------------------------------


def plain_values(state: Interview, case: str | None) -> dict[str, Any]:
    """The same as values that JSON has."""
    rules, estimate = state.ruleset, state.estimate
    return {
        "schema": SCHEMA,
        "case": case,
        "ruleset": {"id": rules.id, "release": rules.release, "fingerprint": rules.fingerprint},
        "placement": state.placement,
        "settled": state.settled,
        "possible": sorted(state.possible),
        "question": _question(state, state.best) if state.best is not None else None,
        "others": [_brief(state, each) for each in state.questions[1:]],
        "remaining": {
            "unit": "cost" if state.model.costs else "questions",
            "best": estimate.best,
            "expected": round(estimate.expected, 3),
            "worst": estimate.worst,
        },
        "needless": list(state.needless),
        "not_known": list(state.not_known),
        "model": {
            "not_known": state.model.not_known,
            "another": state.model.another,
            "further": state.model.further,
            "costs": dict(state.model.costs),
        },
    }


def _brief(state: Interview, question: Question) -> dict[str, Any]:
    return {
        "fact": question.path,
        "asks": asked_words(state, question.path),
        "cost": question.cost,
    }


def _question(state: Interview, question: Question) -> dict[str, Any]:
    rules = bears_on(state.ruleset, state.values, question.path)
    return {
        **_brief(state, question),
        "members": list(question.members),
        "why": [
            {"rule": rule.id, "means": rule.means, "cites": list(map(str, rule.cites))}
            for rule in rules
        ],
        "answers": [
            {
                "answer": answer.words,
                "placement": answer.placement,
                "possible": list(answer.possible),
            }
            for _, answer in state.answers(question.path)
        ],
    }
