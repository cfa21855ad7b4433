"""The interview at a terminal, line by line."""

from casewise.cli.ask_text import KEYS, show_clash, show_question, show_why
from casewise.cli.terminal import Terminal
from casewise.errors import ProblemsFound
from casewise.interview.interviewing import TooMuchOpen
from casewise.sitting.questions import Question
from casewise.sitting.sitting import Sitting, TooMany
from casewise.sitting.typed import NotAnAnswer, typed
from casewise.sitting.wording import change, heading, is_yes_no, remaining

SETTLED = "Nothing that may still be learned can change the result."
ASKED = "All that can matter was asked. What is not known may still change the result."


class Quit(Exception):
    """The interview was ended; what was answered so far is in `sitting`."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting


def interviewed(out: Terminal, sitting: Sitting) -> Sitting:
    """The sitting once no answer can change its result.

    Raises:
        Quit: it was ended before.
        Abort: the input ended, or was interrupted.
    """
    out.say(KEYS)
    about = ""
    while not sitting.done:
        if sitting.clashes:
            sitting = _unclashed(out, sitting)
            continue
        question = sitting.question
        if question is None:
            sitting = _taken_up(out, sitting)
            continue
        show_question(out, sitting, question, anew=heading(question) != about)
        about = heading(question)
        sitting = _after(out, sitting, question)
    out.say()
    out.say(SETTLED if sitting.interview.settled else ASKED)
    out.say()
    return sitting


def _after(out: Terminal, sitting: Sitting, question: Question) -> Sitting:
    """The sitting after what is typed, with what that did.

    Raises:
        Quit: the interview was ended.
    """
    out.say(remaining(sitting), 2)
    while True:
        match out.ask(_prompt(question)).casefold():
            case "q":
                raise Quit(sitting)
            case "b":
                return _back(out, sitting)
            case "s":
                return sitting.skip(question.path)
            case "w":
                show_why(out, sitting, question)
            case words:
                after = _answered(out, sitting, question, words)
                if after is not None:
                    return after


def _prompt(question: Question) -> str:
    own = "y, n, ?" if is_yes_no(question) else "answer, ?"
    return f"  {question.label} ({own}, s, w, b, q):"


def _back(out: Terminal, sitting: Sitting) -> Sitting:
    before = sitting.back()
    out.say("There is nothing to take back." if before is sitting else "Taken back.", 2)
    return before


def _answered(out: Terminal, sitting: Sitting, question: Question, words: str) -> Sitting | None:
    """The sitting after an answer; nothing where the words are none."""
    try:
        after = sitting.say(question.path, typed(question.fact, words))
        after.done  # noqa: B018  # so that what is too much to look at is found here
    except NotAnAnswer as error:
        out.say(f"That is no answer here: {error}.", 2, 2)
    except ProblemsFound as error:
        problem = error.problems[0]
        hint = f" ({problem.hint})" if problem.hint else ""
        out.say(f"That cannot be: {problem.what}{hint}.", 2, 2)
    except (TooMany, TooMuchOpen) as error:
        out.say(f"{error}.", 2, 2)
    else:
        if not after.clashes:
            out.say(change(sitting, after), 2, 2)
        return after
    return None


def _taken_up(out: Terminal, sitting: Sitting) -> Sitting:
    """What was put aside is asked again, if that is wished.

    Raises:
        Quit: it is not.
    """
    labels = ", ".join(sitting.about(path).label for path in sitting.put_aside)
    out.say()
    out.say(f"Only what you put aside can still change the result: {labels}.")
    if _yes(out, "  Answer that now? (y, n):"):
        return sitting.take_up()
    raise Quit(sitting)


def _yes(out: Terminal, prompt: str) -> bool:
    while True:
        match out.ask(prompt).casefold():
            case "y" | "yes":
                return True
            case "n" | "no" | "q":
                return False


def _unclashed(out: Terminal, sitting: Sitting) -> Sitting:
    """The sitting with one of the answers that clash given anew.

    Raises:
        Quit: the interview was ended.
    """
    paths = show_clash(out, sitting)
    choices = {str(number): path for number, path in enumerate(paths, start=1)}
    while True:
        match out.ask(f"  Which one is to be changed? (1 to {len(paths)}, b, q):").casefold():
            case "q":
                raise Quit(sitting)
            case "b":
                return _back(out, sitting)
            case words if words in choices:
                return sitting.withdraw(choices[words])
