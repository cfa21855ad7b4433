"""How records end under two rulesets, remembered: many are tried for several witnesses."""

from collections.abc import Collection, Hashable, Iterable, Iterator

from casewise.evaluation.exact.pairs import Pair, Pairs
from casewise.facts import Entities, Values, knowledge

MOST_TRIED = 16
"""How many entities a list is tried with before it is asked of all that it may have."""

Listed = tuple[str, Values]
"""A list, and an entity that it may have."""


class Endings:
    """How completions of records end.

    What a list may have besides the entities listed takes long to work out. Mostly it is enough to
    try one more: `entities` are those of cases that move, and what served last is tried first.
    """

    def __init__(self, pairs: Pairs, lists: Collection[str], entities: Iterable[Listed]) -> None:
        self._pairs = pairs
        self._lists = lists
        self._entities: list[Listed] = []
        self._entities += (each for each in entities if each not in self._entities)
        self._all: dict[Hashable, frozenset[Pair]] = {}
        self._moves: dict[Hashable, frozenset[Pair]] = {}
        self._some: dict[Hashable, frozenset[Pair]] = {}

    def all(self, values: Values) -> frozenset[Pair]:
        """How the completions of a record end."""
        key = knowledge(values)
        if key not in self._all:
            self._all[key] = self._pairs.ends(values)
        return self._all[key]

    def is_possible(self, move: Pair, values: Values) -> bool:
        """Whether some completion of a record moves so."""
        key = knowledge(values)
        if key not in self._moves:
            self._moves[key] = self._all.get(key) or self._pairs.different(values)
        return move in self._moves[key]

    def is_within(self, allowed: Collection[Pair], values: Values) -> bool:
        """Whether all completions of a record end in these ways."""
        key = knowledge(values)
        if key not in self._all and self._is_beyond(allowed, key, values):
            return False
        return self.all(values) <= frozenset(allowed)

    def _is_beyond(self, allowed: Collection[Pair], key: Hashable, values: Values) -> bool:
        """Whether a completion is soon found that ends otherwise."""
        if key in self._some and not self._some[key] <= frozenset(allowed):
            return True
        for listed, more in self._with_more(values):
            ends = self._pairs.ends(more)
            if not ends <= frozenset(allowed):
                self._some[key] = ends
                self._entities.remove(listed)
                self._entities.insert(0, listed)
                return True
        return False

    def _with_more(self, values: Values) -> Iterator[tuple[Listed, Values]]:
        """The record with its open lists closed, and one more entity in one of them."""
        open_lists = {name: values.get(name) for name in self._lists}
        own = {
            name: known.listed if isinstance(known, Entities) else ()
            for name, known in open_lists.items()
            if known is None or (isinstance(known, Entities) and known.others)
        }
        closed = {**values, **{name: Entities(own[name], others=False) for name in own}}
        for name, entity in [each for each in self._entities if each[0] in own][:MOST_TRIED]:
            more = Entities((*own[name], entity), others=False)
            yield (name, entity), {**closed, name: more}
