"""Which entries of a sample meet a criterion of a study."""

from collections.abc import Iterable, Iterator

from casewise.evaluation.exact.space import Space
from casewise.evaluation.plan import Question, simplify, unfold
from casewise.model.conditions import AllOf, AnyOf, Branch, Condition, FactTest, NoneOf
from casewise.model.ruleset import Ruleset
from casewise.model.study.claims import (
    AnyPart,
    Criterion,
    Described,
    Every,
    Everyone,
    Expression,
    Interviews,
    Known,
    NoPart,
    Placed,
    Reckoned,
    Share,
    Total,
)
from casewise.model.study.sample import Row
from casewise.model.study.study import Study
from casewise.study.entries import Entry
from casewise.truth import Truth, all_hold, any_holds, negate


class Criteria:
    """Judges entries of one sample by the criteria of one study.

    A condition on facts holds if it holds in every completion of the record: the conditions join
    the plan of the ruleset as questions of their own, and the exact engine answers them.
    """

    def __init__(self, study: Study, ruleset: Ruleset, entries: tuple[Entry, ...]) -> None:
        self._ruleset = ruleset
        self._entries = entries
        self._memory: dict[tuple[str, int], bool] = {}
        questions = {
            each.name: Question(each.name, "", simplify(each.condition, ruleset))
            for each in _known_of(study)
        }
        self._space = Space(ruleset, unfold(ruleset) | questions)

    def meant(self, criterion: Criterion) -> Iterator[Entry]:
        """The entries that meet a criterion, in their order."""
        for position, entry in enumerate(self._entries):
            if self._meets(criterion, position, entry):
                yield entry

    def _meets(self, criterion: Criterion, position: int, entry: Entry) -> bool:
        match criterion:
            case Everyone():
                return True
            case Placed(outcome):
                return outcome in (entry.placement, self._category(entry.placement))
            case Known(name):
                return self._knows(name, position, entry)
            case Described(condition):
                return _describes(condition, entry.row) is True
            case Every(parts):
                return all(self._meets(part, position, entry) for part in parts)
            case AnyPart(parts):
                return any(self._meets(part, position, entry) for part in parts)
            case NoPart(parts):
                return not any(self._meets(part, position, entry) for part in parts)

    def _category(self, outcome: str) -> str:
        """The category that an outcome is a subtype of, if it is one."""
        rule = self._ruleset.by_id.get(outcome)
        return rule.parent if rule is not None else ""

    def _knows(self, name: str, position: int, entry: Entry) -> bool:
        key = name, position
        if key not in self._memory:
            self._memory[key] = self._space.every({name: True}, entry.case.values)
        return self._memory[key]


def _describes(condition: Condition, row: Row) -> Truth:
    """Whether the attributes of a row satisfy a condition, in which are no rules and no lists."""
    match condition:
        case FactTest(fact, test):
            return test.judge(row.attributes.get(fact))
        case AllOf(parts):
            return all_hold(_describes(part, row) for part in parts)
        case AnyOf(parts):
            return any_holds(_describes(part, row) for part in parts)
        case NoneOf(parts):
            return negate(any_holds(_describes(part, row) for part in parts))
        case Branch():
            return _describes(condition.condition, row)
        case _:
            raise AssertionError("the reader lets nothing else into a condition on attributes")


def _known_of(study: Study) -> Iterator[Known]:
    """The conditions on facts that the figures and findings of a study ask for."""
    figures = study.figures().values()
    expressions = [figure.compute for figure in figures if figure.compute is not None]
    for finding in study.findings:
        expressions += [line.compute for line in finding.arithmetic]
    yield from _known_in(expressions)


def _known_in(parts: Iterable[Expression | Criterion]) -> Iterator[Known]:
    for part in parts:
        match part:
            case Known():
                yield part
            case Total(of) | Interviews(of):
                yield from _known_in((of,))
            case Share(of, among):
                yield from _known_in((of, among))
            case Reckoned(_, inner) | Every(inner) | AnyPart(inner) | NoPart(inner):
                yield from _known_in(inner)
            case _:
                continue
