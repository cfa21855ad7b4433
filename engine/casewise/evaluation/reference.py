"""The reference evaluator: the contract's stages, spelled out for one record.

Three-valued throughout: an answer is yes or no as soon as the known facts decide it, and open
otherwise. What it leaves open although every completion agrees, the exact engine closes. The
faster engines are held to this module; it shares no plan and no compiled form with them.
"""

from collections.abc import Callable

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
from casewise.truth import Truth, all_hold, any_holds, negate

Judge = Callable[["Record", Values], Truth]
"""Answers a condition for a record, in the scope whose facts are given."""


class Reference:
    """Judges records by one ruleset under its chosen readings; keeps nothing between records."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self._judges: dict[int, Judge] = {}
        self._kept: list[Condition] = []
        self.when = {r.id: self.judge(r.when) for r in ruleset.rules if r.when is not None}
        self.excluded = {r.id: [self.judge(e.when) for e in r.exclusions] for r in ruleset.rules}
        self._about_the_case = [rule.id for rule in ruleset.rules if not rule.scope]
        self._exclusions = [
            (exclusion.id, self.judge(exclusion.when))
            for rule in ruleset.rules
            for exclusion in rule.exclusions
        ]
        self.winners = {
            r.id: [ruleset.by_id[y.to] for y in ruleset.active_yields(r)] for r in ruleset.rules
        }

    def verdicts(self, values: Values) -> Verdicts:
        """Every question of the contract's stages, answered for what is known of one record."""
        record = Record(self, values)
        record.stages()
        for name in self._about_the_case:
            if name not in record.answers:
                record.rule(name)
        for name, judge in self._exclusions:
            record.answers[name] = judge(record, values)
        return Verdicts(record.answers)

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
                either = _either([self.judge(part) for part in parts])
                return lambda record, values: negate(either(record, values))
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
        name = rule.id
        if rule.scope and rule.when is not None:
            judge = self.judge(rule.when)

            def held_of_one(record: "Record", values: Values) -> Truth:
                answers, key = record.of_entities, (name, id(values))
                if key not in answers:
                    answers[key] = judge(record, values)
                return answers[key]

            return held_of_one

        def held(record: "Record", _values: Values) -> Truth:
            answers = record.answers
            return answers[name] if name in answers else record.rule(name)

        return held

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


class Record:
    """One record under judgement. `answers` fills as questions are asked."""

    def __init__(self, reference: Reference, values: Values) -> None:
        self.ruleset = reference.ruleset
        self.values = values
        self.answers: dict[str, Truth] = {}
        self.of_entities: dict[tuple[str, int], Truth] = {}
        """Answers about the entities of `values`, which are the same objects throughout."""
        self._reference = reference

    def judge(self, condition: Condition, values: Values | None = None) -> Truth:
        """Whether a condition holds of the case, or of the entity whose facts are `values`."""
        return self._reference.judge(condition)(self, self.values if values is None else values)

    # -- the stages of contract.md section 3 ------------------------------------------------

    def rule(self, name: str) -> Truth:
        """Whether a rule about the case holds, judged once."""
        answers = self.answers
        if name not in answers:
            judge = self._reference.when.get(name)
            answers[name] = judge(self, self.values) if judge else self._residual(name)
        return answers[name]

    def _residual(self, name: str) -> Truth:
        """A gap takes whatever is left; a subtype holds where no other one claims the case."""
        rule = self.ruleset.by_id[name]
        if rule.kind is Kind.GAP:
            return True
        siblings = self.ruleset.subtypes[rule.parent]
        return negate(any_holds(self.claims(s) for s in siblings if s is not rule))

    def consistent(self) -> Truth:
        """Stage 1: no consistency rule holds."""
        return negate(any_holds([self.rule(r.id) for r in self.ruleset.of_kind(Kind.CONSISTENCY)]))

    def eligible(self) -> Truth:
        """Stage 2: every eligibility rule holds."""
        return all_hold([self.rule(r.id) for r in self.ruleset.of_kind(Kind.ELIGIBILITY)])

    def unless(self, rule: Rule) -> Truth:
        """Stage 4: an exclusion holds, or a category that this one yields to claims the case."""
        name = f"unless:{rule.id}"
        if name not in self.answers:
            excluded = [judge(self, self.values) for judge in self._reference.excluded[rule.id]]
            taken = [self.claims(winner) for winner in self._reference.winners[rule.id]]
            self.answers[name] = any_holds(excluded + taken)
        return self.answers[name]

    def claims(self, rule: Rule) -> Truth:
        """Stage 4: the category or subtype holds and nothing takes the case away from it."""
        name = f"claims:{rule.id}"
        if name not in self.answers:
            self.answers[name] = all_hold((self.rule(rule.id), negate(self.unless(rule))))
        return self.answers[name]

    def stages(self) -> None:
        """Ask everything that the stages ask, down to the final outcomes."""
        self.answers["consistent"] = self.consistent()
        self.answers["eligible"] = eligible = self.eligible()
        self.answers["outcome:not-eligible"] = negate(eligible)
        categories = self.ruleset.of_kind(Kind.CATEGORY)
        self._family_outcomes(categories, "eligible")
        for parent, subtypes in self.ruleset.subtypes.items():
            self._family_outcomes(subtypes, f"outcome:{parent}")
        claimed = any_holds([self.claims(category) for category in categories])
        self.answers["no-category"] = left = all_hold((eligible, negate(claimed)))
        earlier: Truth = False
        for gap in self.ruleset.of_kind(Kind.GAP):  # stage 5: the first that holds
            here = self.rule(gap.id)
            self.answers[f"before:{gap.id}"] = earlier
            self.answers[f"outcome:{gap.id}"] = all_hold((left, here, negate(earlier)))
            earlier = any_holds((earlier, here))

    def _family_outcomes(self, family: tuple[Rule, ...], whole: str) -> None:
        """The first of a family that claims the case takes it, if the whole holds."""
        earlier: Truth = False
        for rule in family:
            claims = self.claims(rule)
            self.unless(rule)
            self.answers[f"before:{rule.id}"] = earlier
            parts = (self.answers[whole], claims, negate(earlier))
            self.answers[f"outcome:{rule.id}"] = all_hold(parts)
            earlier = any_holds((earlier, claims))
