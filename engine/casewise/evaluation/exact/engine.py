"""What is possible for a record, exactly: over all completions that pass consistency.

The diagram's variables are the facts of the case first, then one bit for each *some entity*
test, list by list. The bits of a list are not independent; the walk through them follows the
unions of profiles that the list can have (see `entities`).
"""

from collections.abc import Iterable
from threading import Lock

from attrs import frozen

from casewise.evaluation.exact.diagram import Diagram, State, Terminal
from casewise.evaluation.exact.entities import EntityTests
from casewise.evaluation.exact.formulas import FALSE, TRUE, Formulas
from casewise.evaluation.exact.translation import Translation, asked_tests
from casewise.evaluation.exact.variables import Scope
from casewise.evaluation.plan import Plan, unfold
from casewise.facts import Entities, Values
from casewise.model.conditions import Condition, Holds, Some, walk
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.truth import Truth

MAX_REMEMBERED = 16_000
"""How many walks through lists that may have others are remembered; some 2 MB."""

DEAD = "inconsistent"
"""The terminal of an assignment that no consistent case has."""


@frozen
class Ending:
    """How one completion ends: its outcome, and which claims held (a bit mask over `Layout`)."""

    outcome: str
    held: int


@frozen
class Completions:
    """What all completions of a record have in common, and how they differ."""

    possible: frozenset[str]
    """The final outcomes that are reached; empty if no completion exists."""
    certain: frozenset[str]
    """The questions (`eligible`, category ids, `unless:` …) that hold in every completion."""

    @property
    def eligible(self) -> Truth:
        """Whether every completion is eligible (yes), none is (no), or some are (open)."""
        if "eligible" in self.certain:
            return True
        return False if self.possible <= {"not-eligible"} else None


class Exact:
    """The exact engine of one ruleset under its chosen readings; safe to share by threads."""

    def __init__(self, ruleset: Ruleset) -> None:
        plan = unfold(ruleset)
        self._lock = Lock()
        self._layout = _Layout(ruleset)
        self._lists, self._scope, formulas, roots = _compile(ruleset, plan, self._layout)
        self._diagram = Diagram(formulas, roots, self._layout.reduce)
        self._exits: dict[tuple[int, int], frozenset[int]] = {}
        self._same: dict[frozenset[int], frozenset[int]] = {}

    def completions(self, values: Values) -> Completions:
        """The outcomes of all completions of what is known, and what holds in each of them."""
        with self._lock:
            ends = self._ends(values)
        return self._summary(ends)

    def _ends(self, values: Values) -> set[int]:
        diagram = self._diagram
        nodes = diagram.exits([diagram.root], self._scope.classes(values), len(self._scope.sizes))
        for tests in self._lists:
            entities = values.get(tests.name)
            assert entities is None or isinstance(entities, Entities)
            nodes = self._through(tests, nodes, entities)
        return nodes

    def _through(
        self, tests: "_ListBits", nodes: Iterable[int], entities: Entities | None
    ) -> set[int]:
        """The nodes reached once the bits of a list are known."""
        unions = tests.entities.unions(entities)
        if not unions.listed:
            return set()
        variable, stop = self._diagram.variable, tests.stop
        found = {node for node in nodes if variable[node] >= stop}
        walk = self._walk_open if unions.others else self._walk
        for node in nodes:
            if variable[node] < stop:
                for union in unions.listed:
                    found.update(walk(tests, node, union))
        return found

    def _walk(self, tests: "_ListBits", node: int, union: int) -> tuple[int]:
        """The node reached if the list has exactly this union."""
        variable, child, start, stop = (
            self._diagram.variable, self._diagram.child, tests.start, tests.stop,
        )  # fmt: skip
        while variable[node] < stop:
            node = child(node, union >> (variable[node] - start) & 1)
        return (node,)

    def _walk_open(self, tests: "_ListBits", node: int, union: int) -> frozenset[int]:
        """The nodes reached if the listed entities give this union and there may be others."""
        key = (node, union)
        exits = self._exits.get(key)
        if exits is None:
            exits = self._exits_of(tests, node, union)
            if len(self._exits) >= MAX_REMEMBERED:
                self._exits.clear()
            self._exits[key] = exits
        return exits

    def _exits_of(self, tests: "_ListBits", node: int, union: int) -> frozenset[int]:
        mask = (self._diagram.support[node] & tests.bits) >> tests.start
        found: set[int] = set()
        self._descend(
            tests, node, {union & mask | more for more in tests.entities.anything(mask)}, found
        )
        exits = frozenset(found)
        return self._same.setdefault(exits, exits)

    def _descend(
        self, tests: "_ListBits", node: int, unions: Iterable[int], found: set[int]
    ) -> None:
        """Add the nodes reached by any of the unions."""
        diagram = self._diagram
        stack = [(node, unions)]
        while stack:
            node, unions = stack.pop()
            asked = diagram.variable[node]
            if asked >= tests.stop:
                found.add(node)
                continue
            bit = 1 << (asked - tests.start)
            inside = [union for union in unions if union & bit]
            outside = [union for union in unions if not union & bit]
            if inside:
                stack.append((diagram.child(node, 1), inside))
            if outside:
                stack.append((diagram.child(node, 0), outside))

    def _summary(self, ends: Iterable[int]) -> Completions:
        possible: set[str] = set()
        held = -1
        for end in ends:
            ending = self._diagram.terminal[end]
            if isinstance(ending, Ending):
                possible.add(ending.outcome)
                held &= ending.held
        if not possible:
            return Completions(frozenset(), frozenset())
        return Completions(frozenset(possible), self._layout.names(held))


@frozen
class _ListBits:
    """The bits of one list among the variables of the case."""

    name: str
    start: int
    stop: int
    entities: EntityTests

    @property
    def bits(self) -> int:
        """The variables of the list as a bit mask."""
        return (1 << self.stop) - (1 << self.start)


class _Layout:
    """Which formulas make up a state, and what a state with only constants says."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.categories = [rule.id for rule in ruleset.of_kind(Kind.CATEGORY)]
        self.subtypes = {
            parent: [rule.id for rule in rules] for parent, rules in ruleset.subtypes.items()
        }
        self.gaps = [rule.id for rule in ruleset.of_kind(Kind.GAP)]
        claims = [*self.categories, *(name for group in self.subtypes.values() for name in group)]
        self.parts = ["consistent", "eligible"]
        for name in claims:
            self.parts += [name, f"unless:{name}"]
        self.first_gap = len(self.parts)
        self.parts += self.gaps
        self._at = {name: position for position, name in enumerate(self.parts)}
        self._families = [
            (self._at[parent], [self._at[name] for name in names])
            for parent, names in self.subtypes.items()
        ]
        self._names: dict[int, frozenset[str]] = {}

    def names(self, held: int) -> frozenset[str]:
        """The questions of a bit mask of parts."""
        found = self._names.get(held)
        if found is None:
            held_names = (name for at, name in enumerate(self.parts) if held >> at & 1)
            found = self._names[held] = frozenset(held_names)
        return found

    def reduce(self, state: State) -> State | Terminal:
        """Drop what cannot matter any more; an `Ending` or `DEAD` once nothing is open."""
        if state[0] == FALSE:
            return DEAD
        if state[1] == FALSE:
            if state[0] == TRUE:
                return Ending("not-eligible", 0)
            return (state[0], *[FALSE] * (len(state) - 1))
        parts = list(state)
        for parent, names in self._families:
            if parts[parent] == FALSE:
                for at in names:
                    parts[at] = parts[at + 1] = FALSE
        self._drop_gaps(parts)
        if any(part not in (FALSE, TRUE) for part in parts):
            return tuple(parts)
        held = sum(1 << at for at, part in enumerate(parts) if part == TRUE)
        return Ending(self._outcome(held), held & (1 << self.first_gap) - 1)

    def _drop_gaps(self, parts: list[int]) -> None:
        """Gaps do not matter once a category claims the case, nor those after one that holds."""
        taken = any(
            parts[self._at[name]] == TRUE and parts[self._at[name] + 1] == FALSE
            for name in self.categories
        )
        for at in range(self.first_gap, len(parts)):
            if taken:
                parts[at] = FALSE
            elif parts[at] == TRUE:
                taken = True

    def _outcome(self, held: int) -> str:
        for name in self.categories:
            if self._claims(held, name):
                subtypes = self.subtypes.get(name)
                if subtypes is None:
                    return name
                return next(subtype for subtype in subtypes if self._claims(held, subtype))
        return next(name for name in self.gaps if held >> self._at[name] & 1)

    def _claims(self, held: int, name: str) -> bool:
        at = self._at[name]
        return bool(held >> at & 1) and not held >> at + 1 & 1


def _compile(
    ruleset: Ruleset, plan: Plan, layout: _Layout
) -> tuple[list[_ListBits], Scope, Formulas, State]:
    """Variables, then the formulas of the layout's parts over them."""
    conditions = _in_order(ruleset, layout)
    scope = Scope(ruleset.vocabulary.facts, asked_tests(plan, conditions, ""))
    forbidden = _forbidden(ruleset, plan)
    bits: dict[Some, int] = {}
    lists: list[_ListBits] = []
    start = len(scope.sizes)
    for fact in ruleset.vocabulary.lists():
        tests = _some_tests(plan, fact.name, forbidden)
        if not tests and not any(some.scope == fact.name for some in forbidden):
            continue
        bits |= {some: start + position for position, some in enumerate(tests)}
        barred = [some.condition for some in forbidden if some.scope == fact.name]
        entities = EntityTests(fact, plan, [some.condition for some in tests], barred)
        lists.append(_ListBits(fact.name, start, start + len(tests), entities))
        start += len(tests)
    formulas = Formulas(scope.sizes + [2] * len(bits))
    translation = Translation(
        plan, scope, formulas,
        lambda some: FALSE if some in forbidden else formulas.test(bits[some], 0b10),
    )  # fmt: skip
    return lists, scope, formulas, tuple(map(translation.named, layout.parts))


def _in_order(ruleset: Ruleset, layout: _Layout) -> list[tuple[str, Condition]]:
    """Where to look for facts, so that those of the early stages come first."""
    eligibility = [Holds(rule.id) for rule in ruleset.of_kind(Kind.ELIGIBILITY)]
    return [
        ("", condition)
        for condition in (*eligibility, *map(Holds, layout.parts[2:] + layout.parts))
    ]


def _forbidden(ruleset: Ruleset, plan: Plan) -> set[Some]:
    """What no entity may satisfy: consistency rules that speak of one entity alone."""
    rules = (plan[rule.id].condition for rule in ruleset.of_kind(Kind.CONSISTENCY))
    return {condition for condition in rules if isinstance(condition, Some)}


def _some_tests(plan: Plan, scope: str, forbidden: set[Some]) -> list[Some]:
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
