"""The reference evaluator: the contract's stages, spelled out for one record.

Three-valued throughout: an answer is yes or no as soon as the known facts decide it, and open
otherwise. What it leaves open although every completion agrees, the exact engine closes. The
faster engines are held to this module; it shares no plan and no compiled form with them.
"""

from collections.abc import Callable, Iterator, Mapping

from casewise.facts import Entities, Test, Values
from casewise.model.conditions import (
    AllOf,
    AnyOf,
    Branch,
    Condition,
    FactTest,
    Holds,
    NoneOf,
    Some,
    Under,
)
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.result import Verdicts
from casewise.truth import Truth, any_holds, negate

Judge = Callable[["Record", Values], Truth]
"""Answers a condition for a record, in the scope whose facts are given."""


class Reference:
    """Judges records by one ruleset under its chosen readings; keeps nothing between records."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._judges: dict[int, Judge] = {}
        self._kept: list[Condition] = []
        self.questions: dict[str, Judge] = dict(self._rules()) | dict(self._stages())
        """Every question about the case that the contract's stages ask, by name."""

    def verdicts(self, values: Values) -> Verdicts:
        """Every question of the contract's stages, answered for what is known of one record."""
        return Verdicts(Record(self, values))

    # -- the stages of contract.md section 3 ------------------------------------------------

    def _rules(self) -> Iterator[tuple[str, Judge]]:
        for rule in self.ruleset.rules:
            if not rule.scope:
                yield rule.id, self._residual(rule) if rule.when is None else self.judge(rule.when)
            for exclusion in rule.exclusions:
                yield exclusion.id, self.judge(exclusion.when)

    def _residual(self, rule: Rule) -> Judge:
        """A gap takes whatever is left; a subtype holds where no other one claims the case."""
        if rule.kind is Kind.GAP:
            return _every([])
        siblings = self.ruleset.subtypes[rule.parent]
        return _none([_asked(f"claims:{s.id}") for s in siblings if s is not rule])

    def _stages(self) -> Iterator[tuple[str, Judge]]:
        consistency, eligibility, categories, gaps = map(
            self.ruleset.of_kind, (Kind.CONSISTENCY, Kind.ELIGIBILITY, Kind.CATEGORY, Kind.GAP)
        )
        yield "consistent", _none([_asked(rule.id) for rule in consistency])
        yield "eligible", _every([_asked(rule.id) for rule in eligibility])
        yield "outcome:not-eligible", _none([_asked("eligible")])
        yield from self._family(categories, "eligible")
        for parent, subtypes in self.ruleset.subtypes.items():
            yield from self._family(subtypes, f"outcome:{parent}")
        unclaimed = _none([_asked(f"claims:{category.id}") for category in categories])
        yield "no-category", _every([_asked("eligible"), unclaimed])
        yield from _first([gap.id for gap in gaps], "", "no-category")

    def _family(self, family: tuple[Rule, ...], whole: str) -> Iterator[tuple[str, Judge]]:
        """Stage 4, for the categories or the subtypes of one.

        A rule claims the case if it holds and neither an exclusion nor one that it yields to takes
        the case away from it.
        """
        for rule in family:
            excluded = [_asked(exclusion.id) for exclusion in rule.exclusions]
            taken = [_asked(f"claims:{y.to}") for y in self.ruleset.active_yields(rule)]
            yield f"unless:{rule.id}", _either(excluded + taken)
            stays = _none([_asked(f"unless:{rule.id}")])
            yield f"claims:{rule.id}", _every([_asked(rule.id), stays])
        yield from _first([rule.id for rule in family], "claims:", whole)

    # -- conditions -------------------------------------------------------------------------

    def judge(self, condition: Condition) -> Judge:
        """The judge of a condition; made once, as conditions never change."""
        judge = self._judges.get(id(condition))
        if judge is None:
            judge = self._judges[id(condition)] = self._make(condition)
            self._kept.append(condition)  # an id is only an identity while its object lives
        return judge

    def _make(self, condition: Condition) -> Judge:
        match condition:
            case FactTest(fact, test):
                return _of_fact(fact, test)
            case AllOf(parts):
                return _every([self.judge(part) for part in parts])
            case AnyOf(parts):
                return _either([self.judge(part) for part in parts])
            case NoneOf(parts):
                return _none([self.judge(part) for part in parts])
            case Holds(name):
                return self._of_rule(self.ruleset.by_id[name])
            case Some(scope, inner):
                return self._of_some(scope, self.judge(inner))
            case Under(reading, value):
                chosen = self.ruleset.choice[reading] == value
                return lambda _record, _values: chosen
            case Branch():
                return self.judge(condition.condition)

    def _of_rule(self, rule: Rule) -> Judge:
        """A rule about entities is judged for the entity at hand, one about the case once."""
        if rule.scope and rule.when is not None:
            name, judge = rule.id, self.judge(rule.when)

            def held_of_one(record: "Record", values: Values) -> Truth:
                answers, key = record.of_entities, (name, id(values))
                if key not in answers:
                    answers[key] = judge(record, values)
                return answers[key]

            return held_of_one

        return _asked(rule.id)

    def _of_some(self, scope: str, judge: Judge) -> Judge:
        """Whether some entity satisfies a condition; one nobody listed may be possible."""

        def some(record: "Record", values: Values) -> Truth:
            entities = values.get(scope)
            if not isinstance(entities, Entities):
                return None
            found = any_holds([judge(record, entity) for entity in entities.listed])
            return any_holds((found, None)) if entities.others else found

        return some


def _of_fact(fact: str, test: Test) -> Judge:
    """What is not known at all passes no test and fails none."""
    judge = test.judge

    def passed(_record: "Record", values: Values) -> Truth:
        known = values.get(fact)
        return None if known is None else judge(known)

    return passed


def _every(judges: list[Judge]) -> Judge:
    """`truth.all_hold` over parts, written out because a generator for each call is slow."""

    def every(record: "Record", values: Values) -> Truth:
        answer: Truth = True
        for judge in judges:
            truth = judge(record, values)
            if truth is False:
                return False
            if truth is None:
                answer = None
        return answer

    return every


def _either(judges: list[Judge]) -> Judge:
    """`truth.any_holds` over parts, written out likewise."""

    def either(record: "Record", values: Values) -> Truth:
        answer: Truth = False
        for judge in judges:
            truth = judge(record, values)
            if truth:
                return True
            if truth is None:
                answer = None
        return answer

    return either


def _none(judges: list[Judge]) -> Judge:
    """No part holds."""
    either = _either(judges)
    return lambda record, values: negate(either(record, values))


def _asked(name: str) -> Judge:
    """The answer to a question about the case, whatever scope it is asked in."""

    def asked(record: "Record", _values: Values) -> Truth:
        answers = record.answers
        return answers[name] if name in answers else record[name]

    return asked


def _first(family: list[str], claim: str, whole: str) -> Iterator[tuple[str, Judge]]:
    """The first of a family that claims the case takes it, if the whole holds."""
    for position, name in enumerate(family):
        yield f"before:{name}", _either([_asked(claim + each) for each in family[:position]])
        first = _none([_asked(f"before:{name}")])
        yield f"outcome:{name}", _every([_asked(whole), _asked(claim + name), first])


class Record(Mapping[str, Truth]):
    """One record under judgement: the answers by question, each found when first wanted."""

    def __init__(self, reference: Reference, values: Values) -> None:
        self.ruleset = reference.ruleset
        self.known = values
        self.answers: dict[str, Truth] = {}
        """The answers found so far."""
        self.of_entities: dict[tuple[str, int], Truth] = {}
        """Answers about the entities of what is known, which are the same objects throughout."""
        self.reference = reference

    def __getitem__(self, question: str) -> Truth:
        answers = self.answers
        if question not in answers:
            answers[question] = self.reference.questions[question](self, self.known)
        return answers[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self.reference.questions)

    def __len__(self) -> int:
        return len(self.reference.questions)

    def judge(self, condition: Condition, values: Values | None = None) -> Truth:
        """Whether a condition holds of the case, or of the entity whose facts are `values`."""
        return self.reference.judge(condition)(self, self.known if values is None else values)
