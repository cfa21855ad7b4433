"""Whether a kept record still holds, and if not, why."""

from collections.abc import Iterator

from attrs import asdict, frozen

from casewise.errors import ProblemsFound
from casewise.evaluation.classification import classify
from casewise.facts import Values
from casewise.model.case import Case
from casewise.model.recorded import Recorded
from casewise.model.ruleset import Ruleset
from casewise.recording.canonical import digest
from casewise.recording.differences import differences, under_the_readings_of
from casewise.recording.form import record_digest, result_part, ruleset_part, text_of
from casewise.recording.making import answered_in
from casewise.recording.sealing import sealed
from casewise.recording.soundness import is_borne
from casewise.recording.stated import in_order, known, stated
from casewise.result import Result

HOLDS = "holds"
ALTERED, FORM = "altered", "form"
OTHER_RULES = "other-rules"
NO_FACTS, OTHER_FACTS = "no-facts", "other-facts"
OTHER_ANSWER = "other-answer"


@frozen
class Verdict:
    """What came of a check.

    `finding` is one of the words above; `parts` are the parts that were altered, the changes of
    the rules, or the parts of the answer that the rules do not give. `now` is how the case is
    classified by the rules at hand, where its facts are known and fit them.
    """

    finding: str
    parts: tuple[str, ...] = ()
    now: Result | None = None

    @property
    def holds(self) -> bool:
        """The record is whole, and the rules at hand give what it says."""
        return self.finding == HOLDS


def verify(
    recorded: Recorded, ruleset: Ruleset, facts: Values | None = None, engine: str | None = None
) -> Verdict:
    """Check a record against its own hashes, and replay it under a ruleset.

    Args:
        recorded: the record, as `read_recorded` gives it.
        ruleset: the rules at hand; the readings of the record are taken.
        facts: what is known of the case, where the record has kept only a hash of that.
        engine: which engine replays it; any must give the same.

    Raises:
        NotLoadable: durable-rules was asked for by name and cannot be loaded here.
    """
    altered = tuple(altered_parts(recorded))
    if altered:
        return Verdict(ALTERED, altered)
    if recorded.text != text_of(recorded):
        return Verdict(FORM)
    rules = under_the_readings_of(ruleset, recorded.seal)
    changed = tuple(differences(recorded.seal, sealed(rules)))
    values = _values(recorded, rules, facts)
    if changed:
        return Verdict(OTHER_RULES, changed, _answer(recorded, rules, values, engine))
    if values is None:
        return _without_facts(recorded, facts)
    return _replayed(recorded, rules, values, engine)


def altered_parts(recorded: Recorded) -> Iterator[str]:
    """The parts that their hashes do not fit; `heading` is what stands in no part."""
    chain = recorded.chain
    if recorded.facts is not None and digest(dict(recorded.facts)) != chain.facts:
        yield "facts"
    if digest(ruleset_part(recorded.seal)) != chain.ruleset:
        yield "ruleset"
    if digest(result_part(recorded.answered, recorded.because)) != chain.result:
        yield "result"
    if record_digest(recorded) != chain.record:
        yield "heading"


def _values(recorded: Recorded, ruleset: Ruleset, given: Values | None) -> Values | None:
    """What is known of the case; `None` if it was not kept, or is not what was kept."""
    if given is not None:
        return given if digest(stated(ruleset, given)) == recorded.chain.facts else None
    if recorded.facts is None:
        return None
    try:
        values = known(ruleset, recorded.facts)
    except ProblemsFound:
        return None
    return values if stated(ruleset, values) == recorded.facts else None


def _without_facts(recorded: Recorded, given: Values | None) -> Verdict:
    if given is not None:
        return Verdict(OTHER_FACTS)
    return Verdict(NO_FACTS) if recorded.facts is None else Verdict(OTHER_ANSWER, ("facts",))


def _answer(
    recorded: Recorded, ruleset: Ruleset, values: Values | None, engine: str | None
) -> Result | None:
    if values is None:
        return None
    return classify(ruleset, Case(recorded.case, in_order(values)), engine)


def _replayed(recorded: Recorded, ruleset: Ruleset, values: Values, engine: str | None) -> Verdict:
    result = _answer(recorded, ruleset, values, engine)
    assert result is not None
    then, now = asdict(recorded.answered), asdict(answered_in(result))
    wrong = tuple(name for name in then if then[name] != now[name])
    if not wrong and not is_borne(ruleset, values, result.placement, recorded.because):
        wrong = ("because",)
    return Verdict(OTHER_ANSWER if wrong else HOLDS, wrong, result)
