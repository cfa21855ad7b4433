"""From a ruleset to its audit: every question is asked of all cases at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import combinations

from attrs import evolve

from casewise.audit.findings import (
    DEAD_BRANCH,
    DEAD_EXCLUSION,
    DEAD_READING,
    DEAD_RULE,
    GAP,
    NO_CASE,
    OVERLAP,
    UNDECLARED,
    UNREACHED,
    VACUOUS,
    Audit,
    Finding,
)
from casewise.evaluation.exact.space import Space, Wanted, joint
from casewise.evaluation.plan import Plan, Question, simplify, unfold
from casewise.model.case import Case
from casewise.model.conditions import AllOf, AnyOf, Branch, Condition, Holds, NoneOf, Some, walk
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.witness import witness

NONE, TWO = "no-outcome", "two-outcomes"


def audit(ruleset: Ruleset) -> Audit:
    """Gaps, overlaps, what is dead and what is vacuous, under the chosen readings."""
    return _Auditor(ruleset).audit()


class _Auditor:
    """Asks about one ruleset; what is dead in it must be dead with each other reading too."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        self._plan: Plan = unfold(ruleset)
        self._branches = {found[1].id: found for found in _branches(ruleset)}
        self._space = Space(ruleset, self._plan | dict(self._parts()))

    def audit(self) -> Audit:
        ruleset = self._ruleset
        if not self._space.some({}):
            return Audit((Finding(NO_CASE, (), "no case passes all consistency rules"),), ())
        # So it is by the stages; that it is so is proved nevertheless.
        for question in (NONE, TWO):
            if self._space.some({question: True}):
                raise AssertionError(f"the stages leave a case with {question}")
        findings = (
            *self._gaps(),
            *self._overlaps(),
            *self._dead_rules(),
            *self._dead_branches(),
            *self._dead_exclusions(),
            *self._dead_readings(),
            *self._vacuous(),
        )
        return Audit(_numbered(findings), tuple(filter(self._is_reached, ruleset.outcomes)))

    @cached_property
    def _all(self) -> "list[_Auditor]":
        """This one, and those of the same rules with another value of one reading."""
        return [self] + [
            _Auditor(self._ruleset.under({reading.name: code}))
            for reading in self._ruleset.readings
            for code in reading.codes
            if code != self._ruleset.choice[reading.name]
        ]

    def _dead(self, lives: Callable[..., bool], *names: str) -> bool:
        return not any(lives(auditor, *names) for auditor in self._all)

    # -- what is declared -------------------------------------------------------------------

    def _gaps(self) -> Iterator[Finding]:
        for gap in self._ruleset.of_kind(Kind.GAP):
            case = self._case({f"outcome:{gap.id}": True})
            if case is not None:
                words = f"eligible cases that no category takes: {gap.means}"
                yield Finding(GAP, (gap.id,), words, gap.place, case)

    def _overlaps(self) -> Iterator[Finding]:
        yield from self._family(self._ruleset.of_kind(Kind.CATEGORY), {"eligible": True})
        for parent, subtypes in self._ruleset.subtypes.items():
            yield from self._family(subtypes, {f"outcome:{parent}": True})

    def _family(self, family: tuple[Rule, ...], whole: Wanted) -> Iterator[Finding]:
        for first, second in combinations([rule for rule in family if rule.when], 2):
            free = {e.id: False for rule in (first, second) for e in rule.exclusions}
            wanted = {**whole, first.id: True, second.id: True, **free}
            case = self._case(wanted)
            if case is not None:
                yield self._overlap(first, second, case)

    def _overlap(self, first: Rule, second: Rule, case: Case) -> Finding:
        about = (first.id, second.id)
        for rule, other in ((first, second), (second, first)):
            for entry in self._ruleset.active_yields(rule):
                if entry.to == other.id:
                    words = f"{rule.id} yields to {other.id}"
                    return Finding(OVERLAP, about, words, entry.place, case)
        words = f"{first.id} and {second.id} can hold together, and neither yields to the other"
        return Finding(UNDECLARED, about, words, second.place, case)

    # -- what is dead -----------------------------------------------------------------------

    def _dead_rules(self) -> Iterator[Finding]:
        for rule in self._ruleset.rules:
            name = rule.id
            if rule.kind is Kind.CONSISTENCY:
                continue
            if rule.when is not None and self._dead(_Auditor._can_hold, name):
                yield Finding(DEAD_RULE, (name,), f"{name} never holds", rule.place)
            elif name in self._ruleset.outcomes and self._dead(_Auditor._is_reached, name):
                words = f"{name} is the outcome of no case: others always come first"
                yield Finding(UNREACHED, (name,), words, rule.place)

    def _can_hold(self, name: str) -> bool:
        rule = self._ruleset.by_id[name]
        if rule.scope:
            return self._entity_can(rule.scope, Holds(name))
        return self._space.some({name: True})

    def _is_reached(self, outcome: str) -> bool:
        return self._space.some({f"outcome:{outcome}": True})

    def _entity_can(self, scope: str, condition: Condition, breaking: str = "") -> bool:
        """Whether some entity satisfies a condition; it may break one consistency rule."""
        barred = tuple(
            found.condition
            for rule in self._ruleset.of_kind(Kind.CONSISTENCY)
            if isinstance(found := self._plan[rule.id].condition, Some)
            and found.scope == scope
            and rule.id != breaking
        )
        return self._space.some_entity(scope, condition, barred)

    def _dead_branches(self) -> Iterator[Finding]:
        for name, (_, branch, _) in self._branches.items():
            if self._dead(_Auditor._decides, name):
                words = f"{name} never decides: it does not hold, or another part does too"
                yield Finding(DEAD_BRANCH, (name,), words, branch.place)

    def _decides(self, name: str) -> bool:
        scope, branch, _ = self._branches[name]
        if scope:
            return self._entity_can(scope, self._alone(branch))
        return self._space.some({_only(branch): True})

    def _dead_exclusions(self) -> Iterator[Finding]:
        for rule in self._ruleset.rules:
            for exclusion in rule.exclusions:
                name = exclusion.id
                if self._dead(_Auditor._takes_away, rule.id, name):
                    words = f"{name} never takes a case away that nothing else takes"
                    yield Finding(DEAD_EXCLUSION, (name,), words, exclusion.place)

    def _takes_away(self, whose: str, name: str) -> bool:
        rule = self._ruleset.by_id[whose]
        others = {each.id: False for each in rule.exclusions if each.id != name}
        taken = {f"claims:{y.to}": False for y in self._ruleset.active_yields(rule)}
        return self._space.some({"eligible": True, whose: True, name: True, **others, **taken})

    def _dead_readings(self) -> Iterator[Finding]:
        for reading in self._ruleset.readings:
            for code in reading.codes:
                other = self._ruleset.under({reading.name: code})
                if code != self._ruleset.choice[reading.name] and self._same(other):
                    words = f"{reading.name}={code} changes no outcome"
                    yield Finding(DEAD_READING, (reading.name, code), words, reading.place)

    def _same(self, other: Ruleset) -> bool:
        """Whether no case has another outcome under the other ruleset."""
        space = Space(self._ruleset, joint(self._plan, unfold(other), "~"))
        return not any(
            space.some({f"outcome:{name}": True, f"outcome:{name}~": False})
            for name in self._ruleset.outcomes
        )

    def _vacuous(self) -> Iterator[Finding]:
        rules = self._ruleset.of_kind(Kind.CONSISTENCY)
        for rule in rules:
            condition = self._plan[rule.id].condition
            others = {each.id: False for each in rules if each is not rule}
            if isinstance(condition, Some):
                excludes = self._entity_can(condition.scope, condition.condition, rule.id)
            else:
                excludes = self._space.some({rule.id: True}, given=others)
            if not excludes:
                words = f"{rule.id} excludes nothing that another consistency rule lets pass"
                yield Finding(VACUOUS, (rule.id,), words, rule.place)

    # -- tools ------------------------------------------------------------------------------

    def _parts(self) -> Iterator[tuple[str, Question]]:
        """Questions besides those of the plan: of outcomes, and of branches about the case."""
        outcomes = [Holds(f"outcome:{name}") for name in self._ruleset.outcomes]
        pairs = tuple(map(AllOf, combinations(outcomes, 2)))
        yield NONE, Question(NONE, "", NoneOf(tuple(outcomes)))
        yield TWO, Question(TWO, "", AnyOf(pairs))
        for scope, branch, _ in self._branches.values():
            if not scope:
                yield _only(branch), Question(_only(branch), "", self._alone(branch))

    def _alone(self, branch: Branch) -> Condition:
        """That a branch holds and no other part of its rule does."""
        _, _, rest = self._branches[branch.id]
        alone = AllOf((branch.condition, *([NoneOf(rest)] if rest else [])))
        return simplify(alone, self._ruleset)

    def _case(self, wanted: Wanted) -> Case | None:
        found = witness(self._ruleset, self._space, wanted)
        return None if found is None else Case(None, found)


def _numbered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, the witnesses with ids: `A101-1`, `A101-2` and so on."""
    count: Counter[str] = Counter()
    found = []
    for finding in findings:
        if finding.witness is not None:
            count[finding.code] += 1
            name = f"{finding.code}-{count[finding.code]}"
            finding = evolve(finding, witness=evolve(finding.witness, id=name))
        found.append(finding)
    return tuple(found)


def _only(branch: Branch) -> str:
    return f"only:{branch.id}"


def _branches(ruleset: Ruleset) -> Iterator[tuple[str, Branch, tuple[Condition, ...]]]:
    """Every named branch with the scope it is judged in, and the other parts beside it."""
    for rule in ruleset.rules:
        for condition in rule.conditions():
            for scope, part in walk(condition, rule.scope):
                if isinstance(part, AnyOf):
                    for branch in part.parts:
                        if isinstance(branch, Branch):
                            yield scope, branch, tuple(p for p in part.parts if p is not branch)
