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
from casewise.result import CONFLICT, UNDECIDED, Firing, Result

MAX_DEPTH = 12


def outline(explanation: Explanation) -> str:
    """The outcome, and indented below each step what it was drawn from."""
    result = explanation.result
    firings = {(f.question, f.answer): f for f in result.verdicts.firings}
    root = _root(result)
    tree = _Tree(result, firings) if firings else None
    lines = [title(explanation), f"{result.placement} ({result.engine})"]
    lines += tree.below(root, True, 1) if tree else _grounds(explanation)
    return "\n".join(lines) + "\n"


def _root(result: Result) -> str:
    if result.placement == CONFLICT:
        return "consistent"
    return "eligible" if result.placement == UNDECIDED else f"outcome:{result.placement}"


class _Tree:
    def __init__(self, result: Result, firings: dict[tuple[str, bool], Firing]) -> None:
        self.result = result
        self.firings = firings

    def below(self, question: str, answer: bool, depth: int) -> Iterator[str]:
        """The lines for what one step was drawn from, repeated only where first needed."""
        firing = self.firings.get((question, answer)) or self.firings.get((question, not answer))
        if firing is None:
            words = (
                f"every completion agrees on {question}"
                if depth == 1
                else f"{question}: known from the rules"
            )
            yield "  " * depth + words
            return
        for source in firing.by:
            yield from self._source(source, depth)

    def _source(self, source: str, depth: int) -> Iterator[str]:
        if "#" in source:  # a part of a rule has no name of its own
            yield from self._part(source, depth)
            return
        answer = next((a for a in (True, False) if (source, a) in self.firings), None)
        if answer is None:
            yield "  " * depth + self._fact(source)
            return
        name = source.replace("@", " of ")
        yield "  " * depth + f"{name}: {'yes' if answer else 'no'}"
        if depth < MAX_DEPTH:
            yield from self.below(source, answer, depth + 1)

    def _part(self, source: str, depth: int) -> Iterator[str]:
        for answer in (True, False):
            if (source, answer) in self.firings and depth < MAX_DEPTH:
                yield from self.below(source, answer, depth)
                return

    def _fact(self, path: str) -> str:
        return stated(self.result, path)


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
