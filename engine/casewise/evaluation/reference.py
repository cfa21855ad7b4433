"""The reference evaluator: the contract's stages, spelled out for one record.

Three-valued throughout: an answer is yes or no as soon as the known facts decide it, and open
otherwise. What it leaves open although every completion agrees, the exact engine closes. The
faster engines are held to this module; it shares no plan and no compiled form with them.
"""

from casewise.facts import Entities, Values
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


class Reference:
    """Judges records by one ruleset under its chosen readings; keeps nothing between records."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset

    def verdicts(self, values: Values) -> Verdicts:
        """Every question of the contract's stages, answered for what is known of one record."""
        record = Record(self.ruleset, values)
        for rule in self.ruleset.rules:
            if not rule.scope:
                record.rule(rule.id)
            for exclusion in rule.exclusions:
                record.answers[exclusion.id] = record.judge(exclusion.when, values)
        record.stages()
        return Verdicts(record.answers)


class Record:
    """One record under judgement. `answers` fills as questions are asked."""

    def __init__(self, ruleset: Ruleset, values: Values) -> None:
        self.ruleset = ruleset
        self.values = values
        self.answers: dict[str, Truth] = {}

    # -- conditions -------------------------------------------------------------------------

    def judge(self, condition: Condition, values: Values) -> Truth:
        """Whether a condition holds of the case, or of the entity whose facts are `values`."""
        match condition:
            case FactTest(fact, test):
                return test.judge(values.get(fact))
            case AllOf(parts):
                return all_hold(self.judge(part, values) for part in parts)
            case AnyOf(parts):
                return any_holds(self.judge(part, values) for part in parts)
            case NoneOf(parts):
                return negate(any_holds(self.judge(part, values) for part in parts))
            case Holds(name):
                rule = self.ruleset.by_id[name]
                if rule.scope and rule.when is not None:
                    return self.judge(rule.when, values)
                return self.rule(name)
            case Some(scope, inner):
                return self.some(inner, values.get(scope))  # type: ignore[arg-type]  # read as a list
            case Under(reading, value):
                return self.ruleset.choice[reading] == value
            case Branch():
                return self.judge(condition.condition, values)

    def some(self, condition: Condition, entities: Entities | None) -> Truth:
        """Whether some entity satisfies the condition; one nobody listed may be possible."""
        if entities is None:
            return None
        found = any_holds(self.judge(condition, entity) for entity in entities.listed)
        return any_holds((found, None)) if entities.others else found

    # -- the stages of contract.md section 3 ------------------------------------------------

    def rule(self, name: str) -> Truth:
        """Whether a rule about the case holds, judged once."""
        if name not in self.answers:
            rule = self.ruleset.by_id[name]
            self.answers[name] = None  # a residual asks for its neighbours, never for itself
            when = rule.when
            self.answers[name] = self._residual(rule) if when is None else self.judge(when, self.values)
        return self.answers[name]

    def _residual(self, rule: Rule) -> Truth:
        """A gap takes whatever is left; a subtype holds where no other one claims the case."""
        if rule.kind is Kind.GAP:
            return True
        return negate(any_holds(self.claims(s) for s in self._family(rule) if s is not rule))

    def consistent(self) -> Truth:
        """Stage 1: no consistency rule holds."""
        return negate(any_holds(self.rule(r.id) for r in self.ruleset.of_kind(Kind.CONSISTENCY)))

    def eligible(self) -> Truth:
        """Stage 2: every eligibility rule holds."""
        return all_hold(self.rule(r.id) for r in self.ruleset.of_kind(Kind.ELIGIBILITY))

    def unless(self, rule: Rule) -> Truth:
        """Stage 4: an exclusion holds, or a category that this one yields to claims the case."""
        excluded = any_holds(self.judge(e.when, self.values) for e in rule.exclusions)
        winners = (self.ruleset.by_id[y.to] for y in self.ruleset.active_yields(rule))
        return any_holds((excluded, any_holds(self.claims(winner) for winner in winners)))

    def claims(self, rule: Rule) -> Truth:
        """Stage 4: the category or subtype holds and nothing takes the case away from it."""
        return all_hold((self.rule(rule.id), negate(self.unless(rule))))

    def stages(self) -> None:
        """Ask everything that the stages ask, down to the final outcomes."""
        self.answers["consistent"] = self.consistent()
        self.answers["eligible"] = eligible = self.eligible()
        self.answers["outcome:not-eligible"] = negate(eligible)
        categories = self.ruleset.of_kind(Kind.CATEGORY)
        self._family_outcomes(categories, "eligible")
        for parent, subtypes in self.ruleset.subtypes.items():
            self._family_outcomes(subtypes, f"outcome:{parent}")
        claimed = any_holds(self.claims(category) for category in categories)
        self.answers["no-category"] = left = all_hold((eligible, negate(claimed)))
        earlier: Truth = False
        for gap in self.ruleset.of_kind(Kind.GAP):
            here = self.rule(gap.id)
            self.answers[f"outcome:{gap.id}"] = all_hold((left, here, negate(earlier)))
            earlier = any_holds((earlier, here))

    def _family_outcomes(self, family: tuple[Rule, ...], whole: str) -> None:
        """The first of a family that claims the case takes it, if the whole holds."""
        earlier: Truth = False
        for rule in family:
            claims = self.claims(rule)
            self.answers[f"unless:{rule.id}"] = self.unless(rule)
            self.answers[f"claims:{rule.id}"] = claims
            parts = (self.answers[whole], claims, negate(earlier))
            self.answers[f"outcome:{rule.id}"] = all_hold(parts)
            earlier = any_holds((earlier, claims))

    def _family(self, rule: Rule) -> tuple[Rule, ...]:
        return self.ruleset.subtypes[rule.parent]
