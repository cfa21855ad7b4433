"""What the placement of each row rests on: the rule that decides, and the facts, each set once."""

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import field, frozen

from casewise.evaluation.columns.batch import Answers, Batch, planes
from casewise.evaluation.columns.bits import Bytes, packed
from casewise.evaluation.columns.circuit import Circuit
from casewise.evaluation.columns.claims import Claims, grounded
from casewise.evaluation.columns.dropping import Place, needed
from casewise.evaluation.columns.entity_grounds import EntityGrounds, Judged
from casewise.evaluation.columns.knowledge import Mattering
from casewise.evaluation.columns.labels import Labels
from casewise.evaluation.columns.numbering import Cells, Ids, Numbering, Rows, mixed
from casewise.evaluation.columns.recorded import listed
from casewise.evaluation.columns.running import Number, Runner, Wanted
from casewise.evaluation.columns.sweeping import mattering
from casewise.evaluation.columns.truths import Relevance, Truth, Truths, labels_of, somes_of
from casewise.evaluation.exact.variables import Scope
from casewise.evaluation.placement import placements
from casewise.evaluation.plan import unfold
from casewise.facts import Known
from casewise.model.conditions import FactTest
from casewise.model.ruleset import Ruleset

GROUNDS, BROKEN, RULE = ".grounds", ".broken", ".rule"


@frozen
class Grounded:
    """What some rows rest on."""

    words: Sequence[Cells] = field(repr=False)
    """The facts that they rest on, see `Grounds.number`."""
    rules: Number = field(repr=False)
    """The number of the rule that decides, see `Grounds.rules`."""
    broken: Number = field(repr=False)
    """The consistency rules that they break, see `Grounds.broken`."""


class Grounds:
    """Finds what placements rest on, as far as what is known decides it.

    `tests` are asked of rows and entities anyway; what is known is told as closely as they tell it.
    """

    def __init__(
        self, ruleset: Ruleset, scope: Scope, tests: Mapping[str, Sequence[FactTest]]
    ) -> None:
        plan = unfold(ruleset)
        conditions = grounded(ruleset)
        everything = [q.condition for q in plan.values() if not q.scope]
        somes = somes_of(plan, everything)
        self.lists = [
            EntityGrounds(fact, plan, [s for s in somes if s.scope == fact.name], tests[fact.name])
            for fact in ruleset.vocabulary.lists()
            if fact.name in tests
        ]
        more = [label for test in tests[""] for label in scope.tests(test.fact, test.test)]
        labels = Labels(scope, [*labels_of(scope, plan, conditions), *more])
        self.tests: list[FactTest] = labels.tests
        ordered = [some for each in self.lists for some in each.somes]
        names = placements(ruleset)
        self._placements = len(names)
        at_somes = 2 * len(labels.tests)
        at_rows = at_somes + 2 * len(ordered)
        circuit = Circuit(at_rows + len(names) + 1)
        given = {some: _answered(circuit, at_somes + 2 * at) for at, some in enumerate(ordered)}
        truths = Truths(circuit, plan, scope, labels, given)
        relevance = Relevance(truths, plan, scope)
        rows = {name: circuit.input(at_rows + at) for at, name in enumerate(names)}
        claims = Claims(ruleset, circuit, truths, relevance, rows)
        claims.rest()
        self._resting = {
            f"{each.name} {at}": relevance.somes.get(some, 0)
            for each in self.lists
            for at, some in enumerate(each.somes)
        }
        broken, deciding = claims.broken(), claims.deciding()
        self._breakable = list(broken)
        self.rules = (None, *deciding)
        """What can decide a placement, by the numbers that `Grounded` has of it."""
        matter = mattering(circuit, labels, relevance.variables, circuit.input(circuit.inputs - 1))
        numbers = {GROUNDS: matter, BROKEN: list(broken.values())}
        numbers[RULE] = circuit.digits([0, *deciding.values()])
        self._runner = Runner(circuit, Wanted(self._resting, numbers))
        self._mattering = Mattering(labels, scope)
        self._breaking = Rows(len(broken))
        self._case_words = max(1, -(-len(matter) // 64))
        self._numbers = Numbering(self._case_words + len(self.lists))

    def of(self, batch: Batch, placement: Sequence[Bytes]) -> Grounded:
        """What decides the rules that the rows of a batch rest on, by the planes of placements."""
        return self._grounded(batch, placement, whole=False)

    def least(self, batch: Batch, place: Place) -> Ids:
        """What alone gives the placements of some rows, as numbers: none of it can be dropped."""
        nowhere = [np.zeros(-(-batch.rows // 8), np.uint8)] * self._placements
        return self.number(self._grounded(needed(batch, place), nowhere, whole=True).words)

    def number(self, words: Sequence[Cells]) -> Ids:
        """The numbers of what rows rest on, by what `Grounded` has of it."""
        return self._numbers.number(*words)

    def _grounded(self, batch: Batch, placement: Sequence[Bytes], *, whole: bool) -> Grounded:
        """What rows rest on; with `whole`, on all that is known of them."""
        judged = [each.judge(batch.lists[each.name]) for each in self.lists]
        every = np.full(batch.rows, whole, np.bool_)
        tested = planes(batch.tested, self.tests)
        found = self._runner.run(
            [*tested, *self._answers(judged), *placement, packed(every)], batch.rows
        )
        cells = found.numbers[GROUNDS]
        words = [cells] if cells.ndim == 1 else list(cells)
        for each, of_list in zip(self.lists, judged, strict=True):
            resting = [found.planes[f"{each.name} {some}"] for some in range(len(each.somes))]
            words.append(each.grounds(of_list, resting, every))
        return Grounded(words, found.numbers[RULE], found.numbers[BROKEN])

    def _answers(self, judged: Sequence[Judged]) -> list[Bytes]:
        return [
            plane
            for each, of_list in zip(self.lists, judged, strict=True)
            for answers in each.answers(of_list)
            for plane in (answers.holds, answers.known)
        ]

    # -- what numbers stand for -----------------------------------------------------------------

    @property
    def broken_sets(self) -> int:
        """How many different sets of consistency rules have a number."""
        return len(self._breaking)

    def number_broken(self, cells: Number) -> Ids:
        """The numbers of sets of consistency rules, by what `Grounded` has of them."""
        return self._breaking.of(cells)

    def broken(self, number: int) -> list[str]:
        """The consistency rules in the set of a number."""
        word = self._breaking.row(number)
        return [name for at, name in enumerate(self._breakable) if word >> at & 1]

    def known(self, number: int) -> dict[str, Known | None]:
        """What rows say, as far as they rest on it."""
        case, lists = self._parts(number)
        found = self._mattering.values(case)
        for each, of_list in zip(self.lists, lists, strict=True):
            known = each.known(of_list)
            if known is not None:
                found[each.name] = known
        return found

    def digest(self, number: int) -> int:
        """A word made of what rows say; the same whenever they are met."""
        words = self._numbers.words(number)
        case, lists = words[: self._case_words], words[self._case_words :]
        digests = [each.digest(of_list) for each, of_list in zip(self.lists, lists, strict=True)]
        return mixed(*case, *digests)

    def batch(self, numbers: Sequence[int]) -> Batch:
        """A row for each number, that says what its rows rest on and nothing else."""
        parts = [self._parts(number) for number in numbers]
        rows = np.array(numbers, np.int64)
        tested = {
            test: Answers(self._bits(rows, 2 * at + 1), self._bits(rows, 2 * at))
            for at, test in enumerate(self.tests)
        }
        lists = {
            each.name: listed([each.known(of_lists[at]) for _, of_lists in parts], each.tests)
            for at, each in enumerate(self.lists)
        }
        return Batch(len(numbers), tested, lists)

    def _bits(self, numbers: Ids, at: int) -> Bytes:
        words = self._numbers.column(at // 64)[numbers]
        return packed((words >> np.uint64(at % 64) & np.uint64(1)).astype(np.bool_))

    def _parts(self, number: int) -> tuple[int, tuple[int, ...]]:
        """What matters of the facts of the case, and the number of what each list says."""
        words = self._numbers.words(number)
        case = sum(word << 64 * at for at, word in enumerate(words[: self._case_words]))
        return case, words[self._case_words :]


def _answered(circuit: Circuit, at: int) -> Truth:
    """The truth of what is given as two planes: where it holds, and where that is known."""
    holds, known = circuit.input(at), circuit.input(at + 1)
    return Truth(circuit.both(holds, known), circuit.both(circuit.neither(holds), known))
