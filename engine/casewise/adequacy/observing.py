"""What worked cases show of each decision and condition."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from casewise.adequacy.decisions import Decision, Part, beside, decisions, parts
from casewise.adequacy.killing import answer
from casewise.evaluation.engines import reference_engine
from casewise.evaluation.reference import Record
from casewise.facts import Entities, Values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT
from casewise.truth import Truth

HOLDS, FAILS = "holds", "fails"
YES, NO, UNKNOWN = "yes", "no", "unknown"
DECIDES_YES, DECIDES_NO = "decides, yes", "decides, no"
"""The condition alone decides, whatever else is as it is: once by holding, once by failing."""

SEEN: Mapping[Truth, str] = {True: YES, False: NO, None: UNKNOWN}


@frozen
class Goal:
    """One thing that worked cases should show: of a rule or exclusion, or of a condition."""

    about: str | Part
    what: str


def goals(ruleset: Ruleset) -> Iterator[Goal]:
    """All that should be shown of a ruleset."""
    for name, _ in named(ruleset):
        yield Goal(name, HOLDS)
        yield Goal(name, FAILS)
    for decision in decisions(ruleset):
        for part in parts(decision):
            for what in (YES, NO, UNKNOWN, DECIDES_YES, DECIDES_NO):
                yield Goal(part, what)


def named(ruleset: Ruleset) -> Iterator[tuple[str, Decision | None]]:
    """Rules and exclusions with their decisions; what takes what remains has none."""
    whole = {each.name: each for each in decisions(ruleset) if each.is_whole}
    for rule in ruleset.rules:
        yield rule.id, whole.get(rule.id)
        yield from ((exclusion.id, whole[exclusion.id]) for exclusion in rule.exclusions)


class Observer:
    """Sees what a record shows; the records of one ruleset share what is made of its rules."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._decisions = [(each, list(parts(each))) for each in decisions(ruleset)]
        self._beside = {
            part: list(beside(part.decision.condition, part.path))
            for _, found in self._decisions
            for part in found
        }
        self._residual = [rule.id for rule in ruleset.rules if rule.when is None]

    def shown(self, case: Case) -> frozenset[Goal]:
        """What a case shows under the readings that it was written for.

        What cannot be shows no more than what forbids it.
        """
        rules = self._ruleset.under(dict(case.under))
        record = Record(reference_engine(rules), case.values)
        clashes = answer(rules, case.values).placement == CONFLICT
        found: set[Goal] = set()
        for decision, conditions in self._decisions:
            if not clashes or decision.forbids:
                for values in _judged_of(decision, case.values):
                    found.update(self._of(decision, conditions, record, values))
        if not clashes:
            found.update(self._of_residuals(record))
        return frozenset(found)

    def _of(
        self, decision: Decision, conditions: list[Part], record: Record, values: Values
    ) -> Iterator[Goal]:
        truth = record.judge(decision.condition, values)
        if decision.is_whole and truth is not None:
            yield Goal(decision.name, HOLDS if truth else FAILS)
        for part in conditions:
            truth = record.judge(part.condition, values)
            yield Goal(part, SEEN[truth])
            if truth is not None and self._decides(part, record, values):
                yield Goal(part, DECIDES_YES if truth else DECIDES_NO)

    def _decides(self, part: Part, record: Record, values: Values) -> bool:
        return all(record.judge(other, values) is so for other, so in self._beside[part])

    def _of_residuals(self, record: Record) -> Iterator[Goal]:
        """What remains is decided by what is not: it holds where it takes the case."""
        for name in self._residual:
            truth = record[f"outcome:{name}"]
            if truth is not None:
                yield Goal(name, HOLDS if truth else FAILS)


def _judged_of(decision: Decision, values: Values) -> Iterable[Values]:
    """The case, or each of the listed entities that the decision is about."""
    if not decision.scope:
        return (values,)
    known = values.get(decision.scope)
    return known.listed if isinstance(known, Entities) else ()
