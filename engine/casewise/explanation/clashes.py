"""What clashes in a record that no completion agrees with."""

from casewise.evaluation.engines import reference_engine
from casewise.evaluation.reference import Record
from casewise.explanation.because import sufficient
from casewise.explanation.grounds import Grounds
from casewise.explanation.units import units
from casewise.explanation.values import Clash
from casewise.model.rules import Kind
from casewise.result import CONFLICT, Result


def clashes(result: Result) -> tuple[Clash, ...]:
    """Every consistency rule broken by what is known, or the facts that leave no completion."""
    if result.placement != CONFLICT:
        return ()
    record = Record(reference_engine(result.ruleset), result.case.values)
    grounds = Grounds(record)
    known = set(units(result.case.values))
    found = tuple(
        Clash(
            rule.id, rule.means, rule.cites, tuple(p for p in grounds.of(rule.when) if p in known)
        )
        for rule in result.ruleset.of_kind(Kind.CONSISTENCY)
        if record[rule.id] and rule.when is not None
    )
    return found or (_joint_clash(result),)


def _joint_clash(result: Result) -> Clash:
    means = "no set of facts agrees with all that is stated"
    return Clash("consistent", means, (), sufficient(result))
