"""The plan as variables and formulas: the facts of the case first, then the bits of its lists."""

from collections.abc import Iterator

from attrs import frozen

from casewise.evaluation.exact.entities import EntityTests
from casewise.evaluation.exact.formulas import FALSE, Formulas
from casewise.evaluation.exact.layout import Layout
from casewise.evaluation.exact.translation import Translation, asked_tests
from casewise.evaluation.exact.variables import Scope
from casewise.evaluation.plan import Plan, unfold
from casewise.model.conditions import Condition, Holds, Some, walk
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact


@frozen
class ListBits:
    """Bits among the variables of the case: *some entity* tests of a list that share facts."""

    name: str
    start: int
    stop: int
    entities: EntityTests

    @property
    def bits(self) -> int:
        """The variables as a bit mask."""
        return (1 << self.stop) - (1 << self.start)


class Compiled:
    """The formulas of a plan over the variables of the case.

    `forbidden` is what no entity may satisfy; without it, what the consistency rules of the
    ruleset say of one entity alone. Tests of a list that share no fact are `apart`, unless all are
    wanted of each entity at once.
    """

    def __init__(
        self,
        ruleset: Ruleset,
        plan: Plan,
        first_asked: list[str],
        forbidden: dict[Some, None] | None = None,
        *,
        apart: bool = True,
    ) -> None:
        conditions: list[tuple[str, Condition]] = [("", Holds(name)) for name in first_asked]
        self.scope = Scope(ruleset.vocabulary.facts, asked_tests(plan, conditions, ""))
        if forbidden is None:
            forbidden = dict.fromkeys(of_one_entity(ruleset, plan))
        self.lists: list[ListBits] = []
        bits: dict[Some, int] = {}
        start = len(self.scope.sizes)
        for fact in ruleset.vocabulary.lists():
            somes = [*forbidden, *_some_tests(plan, fact.name, forbidden)]
            for tests, entities in _groups(plan, fact, somes, forbidden, apart=apart):
                bits |= {some: start + position for position, some in enumerate(tests)}
                self.lists.append(ListBits(fact.name, start, start + len(tests), entities))
                start += len(tests)
        self.formulas = Formulas(self.scope.sizes + [2] * len(bits))

        def formula(some: Some) -> int:
            return FALSE if some in forbidden else self.formulas.test(bits[some], 0b10)

        self.formula_of = Translation(plan, self.scope, self.formulas, formula).named


def compiled(ruleset: Ruleset, layout: Layout) -> Compiled:
    """The plan of a ruleset, its facts in the order that keeps the diagram of outcomes small."""
    eligibility = [rule.id for rule in ruleset.of_kind(Kind.ELIGIBILITY)]
    plan = unfold(ruleset)
    everything = [question.name for question in plan.values() if not question.scope]
    return Compiled(ruleset, plan, [*eligibility, *layout.parts[2:], *layout.parts, *everything])


def _groups(
    plan: Plan, fact: Fact, somes: list[Some], forbidden: dict[Some, None], *, apart: bool
) -> list[tuple[list[Some], EntityTests]]:
    """The tests of a list in groups that can be answered apart, with what answers them.

    Groups that share no fact say nothing of each other, unless an entity cannot but satisfy
    some test of one: then its mere existence, of which the others may have told, counts.
    """
    found = [_tested(plan, fact, group, forbidden) for group in _linked(plan, fact, somes)]
    together = not apart or any(0 not in entities.profiles({}) for _, entities in found)
    if len(found) > 1 and together:
        return [_tested(plan, fact, [s for s in somes if s.scope == fact.name], forbidden)]
    return found


def _tested(
    plan: Plan, fact: Fact, somes: list[Some], forbidden: dict[Some, None]
) -> tuple[list[Some], EntityTests]:
    tests = [some for some in somes if some not in forbidden]
    barred = [some.condition for some in somes if some in forbidden]
    return tests, EntityTests(fact, plan, [some.condition for some in tests], barred)


def _linked(plan: Plan, fact: Fact, somes: list[Some]) -> list[list[Some]]:
    """The tests of a list in groups that share no fact; together they would multiply."""
    groups: list[tuple[set[str], list[Some]]] = []
    for some in somes:
        if some.scope != fact.name:
            continue
        facts = set(asked_tests(plan, [(fact.name, some.condition)], fact.name))
        near = [group for group in groups if group[0] & facts]
        groups = [group for group in groups if not group[0] & facts]
        members = [member for _, group in near for member in group]
        groups.append((facts.union(*(found for found, _ in near)), [*members, some]))
    return [members for _, members in groups]


def of_one_entity(ruleset: Ruleset, plan: Plan) -> Iterator[Some]:
    """The conditions of consistency rules that speak of one entity alone: none may satisfy them."""
    for rule in ruleset.of_kind(Kind.CONSISTENCY):
        condition = plan[rule.id].condition
        if isinstance(condition, Some):
            yield condition


def _some_tests(plan: Plan, scope: str, forbidden: dict[Some, None]) -> list[Some]:
    """The different *some entity* tests of a list, in the order of the plan."""
    found: dict[Some, None] = {}
    for question in plan.values():
        for _, condition in walk(question.condition, question.scope):
            if (
                isinstance(condition, Some)
                and condition.scope == scope
                and condition not in forbidden
            ):
                found[condition] = None
    return list(found)
