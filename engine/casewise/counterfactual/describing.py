"""What an entity that is added needs to be like: as little as still gives what is wanted."""

from collections.abc import Callable, Iterable, Sequence

from casewise.counterfactual.applying import applied
from casewise.counterfactual.arrivals import Arrival, Edits, Joined
from casewise.counterfactual.edits import Added, Edit
from casewise.counterfactual.lists import Profiles, newcomers, profiles_reached
from casewise.counterfactual.search import NEVER, Budget, Left, spread
from casewise.counterfactual.slots import slots
from casewise.evaluation.exact.entities import IMPOSSIBLE, EntityTests
from casewise.facts import Known, Values
from casewise.model.vocabulary import Vocabulary

Record = dict[str, Known | None]
Gives = Callable[[Sequence[Added]], bool]


class Describer:
    """Describes the entities that are added to the lists of one ruleset."""

    def __init__(self, vocabulary: Vocabulary, tests: dict[str, EntityTests]) -> None:
        self._vocabulary = vocabulary
        self._tests = tests
        self._least: dict[tuple[str, Profiles], Values | None] = {}
        self._all: dict[str, dict[Profiles, Arrival]] = {}

    def described(self, ways: Sequence[tuple[Joined, ...]], gives: Gives) -> tuple[Added, ...]:
        """Entities that do in one of several ways; no fact of them can be left out."""
        if len(ways[0]) == 1:
            group = ways[0][0].group
            profiles = frozenset().union(*(way[0].profiles for way in ways))
            least = self._least_of(group, profiles)
            if least is not None and gives((Added(group, least),)):
                # A placement may need less: not what it excludes, only that this stays possible.
                return self._cut([Added(group, least)], gives)
        return self._cut([self._whole(each) for each in ways[0]], gives)

    def _least_of(self, group: str, wanted: Profiles) -> Values | None:
        """Fewest facts that leave an entity no other profiles than these."""
        key = group, wanted
        if key not in self._least:
            self._least[key] = self._found(group, wanted)
        return self._least[key]

    def _found(self, group: str, wanted: Profiles) -> Values | None:
        tests = self._tests[group]
        every = slots(tests.scope, {}, "", lambda _: True)
        fine = {*wanted, IMPOSSIBLE}
        left = Left(tests.diagram, every, fine.__contains__)
        root = tests.diagram.root
        most = left.of(root)
        while most < NEVER:
            budget = Budget(most)
            reached = spread(tests.diagram, every, frozenset({root}), budget, left.of_all)
            can_have = profiles_reached(tests, reached)
            ends = [end for profiles, end in can_have.items() if profiles <= wanted]
            if ends:
                end = min(ends, key=lambda each: each.cost)
                return self._record(group, next(end.paths()))
            most = budget.next
        return None

    def _whole(self, joined: Joined) -> Added:
        if joined.group not in self._all:
            self._all[joined.group] = newcomers(self._tests[joined.group])
        end = self._all[joined.group][joined.profiles]
        return Added(joined.group, self._record(joined.group, next(end.paths())))

    def _record(self, group: str, path: Edits) -> Record:
        fact = self._vocabulary.find("", group)
        assert fact is not None
        edits = [edit for edit in path if not isinstance(edit, Joined)]
        return applied(Vocabulary(fact.facts), {}, edits)

    def _cut(self, added: list[Added], gives: Gives) -> tuple[Added, ...]:
        """The same entities without the facts that are not needed."""
        for at, each in enumerate(added):
            for fact in list(each.values):
                kept = {name: known for name, known in added[at].values.items() if name != fact}
                fewer = [*added[:at], Added(each.group, kept), *added[at + 1 :]]
                if gives(fewer):
                    added = fewer
        return tuple(added)


def joined_in(path: Edits) -> tuple[Joined, ...]:
    """The entities that are added on a path."""
    return tuple(each for each in path if isinstance(each, Joined))


def edits_in(path: Iterable[Edit | Joined]) -> tuple[Edit, ...]:
    """The edits on a path besides."""
    return tuple(each for each in path if not isinstance(each, Joined))
