"""The words of `casewise ask`: a question with what its answers leave, clashes, what is left."""

from collections.abc import Iterable, Iterator

from casewise.cli.terminal import Terminal
from casewise.explanation.sections import cite_words
from casewise.explanation.words import fact_words, known_at, value_words
from casewise.model.vocabulary import Fact, FactType
from casewise.sitting.questions import ANOTHER, Option, Question
from casewise.sitting.sitting import Sitting
from casewise.sitting.typed import forms
from casewise.sitting.wording import (
    ALONE,
    LEFT_OPEN,
    effect,
    heading,
    is_yes_no,
    remaining,
    still_possible,
    why,
    why_in_short,
)

MOST_GROUNDS = 2
"""How many reasons are named before somebody asks why."""

KEYS = (
    "Answer with y (yes), n (no) or ? (not known), or as the question says. s puts a question "
    "aside, w says why it is asked, b takes the last answer back, q ends here. There is nowhere to "
    "type names or descriptions."
)


def show_question(out: Terminal, sitting: Sitting, question: Question, *, anew: bool) -> None:
    """A question; with the name of the entity that it is about, if that is `anew`."""
    out.say()
    if anew and heading(question):
        out.head(heading(question).capitalize())
    out.head(question.asks)
    _show_grounds(out, question)
    effects = {option.key: effect(sitting, option.leaves) for option in question.options}
    for option in question.options:
        if effects[option.key] or question.fact.codes or is_yes_no(question):
            told = f": {effects[option.key]}" if effects[option.key] else ""
            out.say(f"{_line(question, option)}{told}", 2, 4)
    out.say(f"?  not known: {LEFT_OPEN}", 2, 4)
    if not any(effects.values()):
        out.say(ALONE, 2, 2)
    if not is_yes_no(question):
        out.say(f"You can {forms(question.fact)}.", 2, 2)


def _show_grounds(out: Terminal, question: Question) -> None:
    grounds = why_in_short(question)[:MOST_GROUNDS]
    if not grounds:
        return
    others = len(question.why) - len(grounds)
    more = f"; and {others} more (w)" if others else ""
    named = "; ".join(f"{each.means} [{cite_words(each.cites)}]" for each in grounds)
    out.say(f"Why we ask: it bears on whether {named}{more}.", 2, 2)


def show_why(out: Terminal, sitting: Sitting, question: Question) -> None:
    """All that a question bears on, what is still possible, and how much is left."""
    out.say("The question bears on whether", 2)
    for ground in why(question):
        out.say(f"- {ground.means} [{cite_words(ground.cites)}]", 4, 2)
    out.say(f"Still possible: {'; '.join(still_possible(sitting))}.", 2, 2)
    out.say(remaining(sitting), 2, 2)


def _line(question: Question, option: Option) -> str:
    """An answer, beginning with what is typed for it."""
    fact = question.fact
    match fact.type:
        case FactType.YES_NO:
            return f"{option.key[0]}  {option.words}"
        case FactType.LIST:
            return f"{'y' if option.key == ANOTHER else 'n'}  {option.words}"
        case FactType.CHOICE:
            return _numbered(fact, option.key)
        case FactType.SET:
            code = option.key.removeprefix("includes ")
            return (
                f"{fact.codes.index(code) + 1}  {fact.words(code)}" if code in fact.codes else code
            )
    return f"if {option.words}"


def _numbered(fact: Fact, code: str) -> str:
    return f"{fact.codes.index(code) + 1}  {fact.words(code)}"


def show_clash(out: Terminal, sitting: Sitting) -> tuple[str, ...]:
    """The answers that cannot all be true, numbered; their paths."""
    clash = sitting.clashes[0]
    out.say()
    out.head("These answers cannot all be true")
    cites = f" [{cite_words(clash.cites)}]" if clash.cites else ""
    out.say(f"{clash.means}{cites}:", 2, 2)
    said = list(_said(sitting, clash.facts))
    for number, words in enumerate(said, start=1):
        out.say(f"{number}  {words}", 2, 4)
    return clash.facts


def _said(sitting: Sitting, paths: Iterable[str]) -> Iterator[str]:
    vocabulary = sitting.ruleset.vocabulary
    for path in paths:
        said = value_words(vocabulary, path, known_at(sitting.values, path))
        yield f"{fact_words(vocabulary, path)}: {said}"
