"""The words of `casewise ask`: a question with what its answers leave, clashes, what is left."""

from collections.abc import Iterable, Iterator

from casewise.cli.terminal import Terminal
from casewise.explanation.rule_words import cited
from casewise.explanation.words import fact_words, known_at, value_words
from casewise.model.vocabulary import FactType
from casewise.sitting.questions import ANOTHER, Option, Question
from casewise.sitting.sitting import Sitting
from casewise.sitting.typed import forms
from casewise.sitting.wording import (
    LEFT_OPEN,
    Ground,
    effect,
    heading,
    is_yes_no,
    remaining,
    still_possible,
    why,
)

MOST_GROUNDS = 2
"""How many reasons are named before somebody asks why."""

KEYS = (
    "Answer with y (yes), n (no) or ? (not known), or as the question says. s puts a question "
    "aside, w says why it is asked, b takes the last answer back, q ends here."
)


def show_question(out: Terminal, sitting: Sitting, question: Question, *, anew: bool) -> None:
    """A question; with the name of the entity that it is about, if that is `anew`."""
    out.say()
    if anew and heading(question):
        out.head(heading(question).capitalize())
    out.head(question.asks)
    _show_grounds(out, why(question))
    for words, option in _lines(question):
        out.say(f"{words}: {effect(sitting, option.leaves)}", 2, 4)
    out.say(f"?  not known: {LEFT_OPEN}", 2, 4)
    if not is_yes_no(question):
        out.say(f"You can {forms(question.fact)}.", 2, 2)


def _show_grounds(out: Terminal, grounds: tuple[Ground, ...]) -> None:
    if not grounds:
        return
    named = "; ".join(f"{each.means} {cited(each.cites)}" for each in grounds[:MOST_GROUNDS])
    others = len(grounds) - MOST_GROUNDS
    more = f"; and {others} more (w)" if others > 0 else ""
    out.say(f"Why we ask: it bears on whether {named}{more}.", 2, 2)


def show_why(out: Terminal, sitting: Sitting, question: Question) -> None:
    """All that a question bears on, what is still possible, and how much is left."""
    out.say("The question bears on whether", 2)
    for ground in why(question):
        out.say(f"- {ground.means} {cited(ground.cites)}", 4, 2)
    out.say(f"Still possible: {'; '.join(still_possible(sitting))}.", 2, 2)
    out.say(remaining(sitting), 2, 2)


def _lines(question: Question) -> Iterator[tuple[str, Option]]:
    """The answers, each beginning with what is typed for it."""
    for option in question.options:
        yield _line(question, option), option


def _line(question: Question, option: Option) -> str:
    fact = question.fact
    match fact.type:
        case FactType.YES_NO:
            return f"{option.key[0]}  {option.words}"
        case FactType.LIST:
            return f"{'y' if option.key == ANOTHER else 'n'}  {option.words}"
        case FactType.CHOICE:
            return f"{fact.codes.index(option.key) + 1}  {option.words}"
        case FactType.SET:
            code = option.key.removeprefix("includes ")
            return f"{fact.codes.index(code) + 1}  {option.words}" if code in fact.codes else code
    return f"if {option.words}"


def show_clash(out: Terminal, sitting: Sitting) -> tuple[str, ...]:
    """The answers that cannot all be true, numbered; their paths."""
    clash = sitting.clashes[0]
    out.say()
    out.head("These answers cannot all be true")
    out.say(f"{clash.means} {cited(clash.cites)}".strip(), 2, 2)
    said = list(_said(sitting, clash.facts))
    for number, words in enumerate(said, start=1):
        out.say(f"{number}  {words}", 2, 4)
    return clash.facts


def _said(sitting: Sitting, paths: Iterable[str]) -> Iterator[str]:
    vocabulary = sitting.ruleset.vocabulary
    for path in paths:
        said = value_words(vocabulary, path, known_at(sitting.values, path))
        yield f"{fact_words(vocabulary, path)}: {said}"
