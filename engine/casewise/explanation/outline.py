"""The steps of the inference as an indented tree, from the outcome down to the facts.

Where the engine inferred (durable-rules), its firings are shown; the reference evaluator's
answers are shown with their grounds.
"""

from collections.abc import Iterator

from casewise.evaluation.engines import reference_engine
from casewise.evaluation.reference import Record
from casewise.explanation.grounds import Grounds
from casewise.explanation.sections import title
from casewise.explanation.values import Explanation
from casewise.explanation.words import stated
from casewise.model.rules import Kind
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED, Result

MAX_DEPTH = 12


def outline(explanation: Explanation) -> str:
    """The outcome, and indented below each step what it was drawn from."""
    result = explanation.result
    lines = [title(explanation), f"{result.placement} ({result.engine})"]
    lines += _steps(result) if result.verdicts.firings else _grounds(explanation)
    return "\n".join(lines) + "\n"


def _steps(result: Result) -> Iterator[str]:
    """The steps to the outcome; if none concludes it, those to what is known of it."""
    tree = _Tree(result)
    outcome = "consistent" if result.placement == CONFLICT else f"outcome:{result.placement}"
    if tree.has(outcome):
        yield from tree.below(outcome, 1)
        return
    yield f"  {_why_no_step(result)}"
    for question in _known_of(result):
        yield from tree.answer(question, 1)


def _why_no_step(result: Result) -> str:
    if result.placement == CONFLICT:
        return "no completion passes the consistency rules"
    if result.settled:
        return "every completion ends here, by different steps"
    if result.placement == UNDECIDED:
        return "eligible in some completions, not in others"
    others = sorted(result.possible - {result.placement})
    return f"not settled; also possible: {', '.join(others)}"


def _known_of(result: Result) -> list[str]:
    if result.placement in (CONFLICT, UNDECIDED, NOT_ELIGIBLE):
        return [rule.id for rule in result.ruleset.of_kind(Kind.ELIGIBILITY)]
    return ["eligible", result.placement]


class _Tree:
    """The firings of a result, found by what they answer."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._firings = {firing.question: firing for firing in result.verdicts.firings}

    def has(self, question: str) -> bool:
        """Whether some step answered the question."""
        return question in self._firings

    def answer(self, question: str, depth: int) -> Iterator[str]:
        """The answer to a question, and below it what it was drawn from."""
        firing = self._firings.get(question)
        answer = firing.answer if firing else self._result.verdicts.answers.get(question)
        word = "open" if answer is None else "yes" if answer else "no"
        rules = "" if firing or answer is None else ", by the rules alone"
        yield "  " * depth + f"{question.replace('@', ' of ')}: {word}{rules}"
        if firing and depth < MAX_DEPTH:
            yield from self.below(question, depth + 1)

    def below(self, question: str, depth: int) -> Iterator[str]:
        """The lines for what one step was drawn from."""
        for source in self._firings[question].by:
            yield from self._source(source, depth)

    def _source(self, source: str, depth: int) -> Iterator[str]:
        if not self.has(source):
            yield "  " * depth + stated(self._result, source)
        elif "#" not in source:
            yield from self.answer(source, depth)
        elif depth < MAX_DEPTH:  # a part of a rule has no name of its own
            yield from self.below(source, depth)


def _grounds(explanation: Explanation) -> Iterator[str]:
    """The rules the placement rests on, each with the facts it was judged by."""
    result = explanation.result
    grounds = Grounds(Record(reference_engine(result.ruleset), result.case.values))
    for reason in explanation.because:
        yield f"  {reason.rule}: {'yes' if reason.holds else 'no'}"
        rule = result.ruleset.by_id.get(reason.rule)
        when = rule.when if rule is not None else None
        for path in reason.facts if when is None else grounds.of(when):
            yield f"    {stated(result, path)}"
