"""What one cell of a table says of a fact."""

from attrs import evolve

from casewise.model.column_map import Meaning, Part, Silence, Target
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.shape import Notes
from casewise.reading.tree import Node, Scalar
from casewise.reading.values import AnswerReader

YES_OR_NO = (Part.MEMBER, Part.OTHERS)
"""The parts that a column answers with yes or no, whatever the type of the fact."""


def asked(target: Target) -> Fact:
    """The fact that a cell answers: of a part that is told by yes or no, such a one."""
    if target.part in YES_OR_NO:
        return evolve(target.fact, type=FactType.YES_NO, values=(), facts=())
    return target.fact


class CellReader:
    """Reads what cells, or the codes that stand for them, say of one target."""

    def __init__(self, notes: Notes, target: Target) -> None:
        self.notes = notes
        self.target = target
        self.fact = asked(target)
        self.answers = AnswerReader(notes, self.fact)

    def meaning(self, node: Node) -> Meaning | None:
        """What a code is said to mean; `None` where nothing is said yet.

        Raises:
            Unreadable: a problem was noted (C202-C206, C210).
        """
        if isinstance(node, Scalar) and not node.quoted:
            if not node.value:
                return None
            silence = self._silence(node)
            if silence is not None:
                return silence
        known = self.answers.read(node)
        return Silence.UNKNOWN if known is None else known

    def _silence(self, node: Scalar) -> Silence | None:
        word = node.value
        if word in self.fact.codes or word not in {each.value for each in Silence}:
            return None
        if word == Silence.ABSENT.value and not self.target.number:
            what = "`absent` is said of a numbered entity, such as `victims.2`"
            hint = "write `not stated` or `unknown`"
            raise self.notes.fail(node, "C202", what, hint)
        return Silence(word)
