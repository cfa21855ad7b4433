"""The steps of the inference as an indented tree, from the outcome down to the facts.

Where the engine inferred (durable-rules), its firings are shown; the reference evaluator's
answers are shown with their grounds.
"""

from collections.abc import Iterator

from casewise.evaluation.engines import exact_engine, reference_engine
from casewise.evaluation.reference import Record
from casewise.explanation.grounds import Grounds
from casewise.explanation.sections import title
from casewise.explanation.values import Explanation
from casewise.explanation.words import stated
from casewise.model.conditions import Condition
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
    for question in _known_of(result, tree):
        yield from tree.answer(question, 1)


def _why_no_step(result: Result) -> str:
    if result.placement == CONFLICT:
        return "no completion passes the consistency rules"
    if result.settled:
        return "no single step concludes it; every completion ends here"
    if result.placement == UNDECIDED and result.eligible is None:
        return "eligible in some completions, not in others"
    if result.placement == UNDECIDED:
        return f"not decided between: {', '.join(sorted(result.possible))}"
    others = sorted(result.possible - {result.placement})
    return f"not settled; also possible: {', '.join(others)}"


def _known_of(result: Result, tree: "_Tree") -> list[str]:
    """Eligibility (each requirement, unless one step concluded it), then what the case is in."""
    requirements = [rule.id for rule in result.ruleset.of_kind(Kind.ELIGIBILITY)]
    found = ["eligible"] if tree.has("eligible") else requirements
    unplaced = (CONFLICT, UNDECIDED, NOT_ELIGIBLE)
    return found if result.placement in unplaced else [*found, result.placement]


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
        word = _word(firing.answer) if firing else _closed(self._result, question)
        yield "  " * depth + f"{question.replace('@', ' of ')}: {word}"
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


def _word(answer: bool) -> str:
    return "yes" if answer else "no"


def _closed(result: Result, question: str) -> str:
    """The answer to a question that no step answered."""
    answer = result.verdicts.answers.get(question)
    if answer is not None:
        return f"{_word(answer)}, by the rules alone"
    engine, values = exact_engine(result.ruleset), result.case.values
    for decided, answer in ((engine.always, True), (engine.never, False)):
        if decided(question, values):
            return f"{_word(answer)}, as the facts together imply"
    return "open"


def _grounds(explanation: Explanation) -> Iterator[str]:
    """The rules the placement rests on, each with the facts it was judged by."""
    result = explanation.result
    record = Record(reference_engine(result.ruleset), result.case.values)
    grounds = Grounds(record)
    if result.placement == UNDECIDED:
        yield f"  {_why_no_step(result)}"
        for requirement in result.ruleset.of_kind(Kind.ELIGIBILITY):
            answer = record[requirement.id]
            word = _closed(result, requirement.id) if answer is None else _word(answer)
            yield f"  {requirement.id}: {word}"
            yield from _stated(result, grounds, requirement.when)
    for reason in explanation.because:
        yield f"  {reason.rule}: {_word(reason.holds)}"
        rule = result.ruleset.by_id.get(reason.rule)
        if rule is not None and rule.when is not None:
            yield from _stated(result, grounds, rule.when)
        else:
            yield from (f"    {stated(result, path)}" for path in reason.facts)


def _stated(result: Result, grounds: Grounds, when: Condition | None) -> Iterator[str]:
    for path in grounds.of(when) if when is not None else ():
        yield f"    {stated(result, path)}"
