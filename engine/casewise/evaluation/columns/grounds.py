"""Reasons of rows: the facts that the placement of each row rests on, each different set once."""

from collections.abc import Callable, Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from casewise.evaluation.columns.batch import Batch, planes
from casewise.evaluation.columns.bits import Bytes, packed
from casewise.evaluation.columns.circuit import Circuit
from casewise.evaluation.columns.claims import Claims, grounded
from casewise.evaluation.columns.entity_grounds import EntityGrounds, Judged
from casewise.evaluation.columns.knowledge import Mattering
from casewise.evaluation.columns.labels import Labels
from casewise.evaluation.columns.numbering import Ids, Pairs, Rows
from casewise.evaluation.columns.running import Runner, Wanted
from casewise.evaluation.columns.sweeping import mattering
from casewise.evaluation.columns.truths import Relevance, Truth, Truths, labels_of, somes_of
from casewise.evaluation.exact.compilation import Compiled
from casewise.evaluation.placement import placements
from casewise.evaluation.plan import unfold
from casewise.facts import Known
from casewise.model.conditions import FactTest
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT

Enough = Callable[[Ids], NDArray[np.bool_]]
"""Says of numbers whether what they stand for is enough for the placement of each row."""

GROUNDS, BROKEN = "grounds", "broken"


@frozen
class Grounded:
    """What some rows rest on: the number of their grounds, and the consistency rules they break."""

    numbers: Ids = field(repr=False)
    broken: Ids = field(repr=False)
    """A bit for each consistency rule that is broken for certain, in their order."""


class Grounds:
    """Finds what placements rest on, as far as what is known decides it."""

    def __init__(self, ruleset: Ruleset, made: Compiled) -> None:
        plan, scope = unfold(ruleset), made.scope
        conditions = grounded(ruleset)
        somes = somes_of(plan, conditions)
        labels = Labels(scope, labels_of(scope, plan, conditions))
        self.tests: list[FactTest] = labels.tests
        self.lists = [
            EntityGrounds(fact, plan, [some for some in somes if some.scope == fact.name])
            for fact in ruleset.vocabulary.lists()
            if any(some.scope == fact.name for some in somes)
        ]
        self._placements = placements(ruleset)
        of_tests, of_somes = 2 * len(labels.tests), 2 * len(somes)
        circuit = Circuit(of_tests + of_somes + len(self._placements) + 1)
        ordered = [some for each in self.lists for some in each.somes]
        given = {some: _answered(circuit, of_tests + 2 * at) for at, some in enumerate(ordered)}
        truths = Truths(circuit, plan, scope, labels, given)
        relevance = Relevance(truths, plan, scope)
        claims = Claims(ruleset, circuit, truths, relevance)
        start = of_tests + of_somes
        rows = {name: circuit.input(start + at) for at, name in enumerate(self._placements)}
        claims.rest(rows)
        broken = claims.broken(rows[CONFLICT])
        self._rules = list(broken)
        self._resting = {
            f"{each.name} {at}": relevance.somes.get(some, 0)
            for each in self.lists
            for at, some in enumerate(each.somes)
        }
        whole = circuit.input(start + len(self._placements))
        matter = mattering(circuit, labels, relevance.variables, whole)
        self._runner = Runner(
            circuit, Wanted(self._resting, {GROUNDS: matter, BROKEN: list(broken.values())})
        )
        self._mattering = Mattering(labels, scope)
        self._cases, self._breaking = Rows(), Rows()
        self._joined = [Pairs() for _ in self.lists]

    def of(self, batch: Batch, placement: Sequence[Bytes], enough: Enough) -> Grounded:
        """What the rows of a batch rest on, given the planes of their placements.

        Where what is found is not `enough`, all that is known of the row is taken instead.
        """
        judged = [each.judge(batch.lists[each.name]) for each in self.lists]
        somes = [
            plane
            for each, of_list in zip(self.lists, judged, strict=True)
            for answers in each.answers(of_list)
            for plane in (answers.holds, answers.known)
        ]
        inputs = [*planes(batch.tested, self.tests), *somes, *placement]
        nobody = np.zeros(-(-batch.rows // 8), np.uint8)
        found = self._grounded(inputs, judged, nobody, batch.rows)
        wanting = ~enough(found.numbers)
        if wanting.any():
            found = self._grounded(inputs, judged, packed(wanting), batch.rows)
        return found

    def _grounded(
        self, inputs: list[Bytes], judged: list[Judged], whole: Bytes, rows: int
    ) -> Grounded:
        """What rows rest on; those in `whole` on all that is known of them."""
        found = self._runner.run([*inputs, whole], rows)
        numbers = self._cases.number(found.numbers[GROUNDS])
        for at, (each, of_list) in enumerate(zip(self.lists, judged, strict=True)):
            resting = [found.planes[f"{each.name} {some}"] for some in range(len(each.somes))]
            numbers = self._joined[at].number(numbers, each.grounds(of_list, resting, whole))
        return Grounded(numbers, self._breaking.number(found.numbers[BROKEN]))

    @property
    def broken_sets(self) -> int:
        """How many different sets of consistency rules have been found broken."""
        return len(self._breaking)

    def broken(self, number: int) -> list[str]:
        """The consistency rules that rows break, by the number that `Grounded` has of them."""
        word = self._breaking.row(number)
        return [name for at, name in enumerate(self._rules) if word >> at & 1]

    def known(self, number: int) -> dict[str, Known | None]:
        """What rows say, as far as they rest on it."""
        lists: dict[str, Known | None] = {}
        for at in range(len(self.lists) - 1, -1, -1):
            number, of_list = self._joined[at].pair(number)
            known = self.lists[at].known(of_list)
            if known is not None:
                lists[self.lists[at].name] = known
        return self._mattering.values(self._cases.row(number)) | lists


def _answered(circuit: Circuit, at: int) -> Truth:
    """The truth of what is given as two planes: where it holds, and where that is known."""
    holds, known = circuit.input(at), circuit.input(at + 1)
    return Truth(circuit.both(holds, known), circuit.both(circuit.neither(holds), known))
