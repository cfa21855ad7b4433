"""One engine of each kind for each ruleset, made when first wanted."""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from casewise.evaluation.exact.engine import Exact
from casewise.evaluation.reference import Reference
from casewise.model.ruleset import Ruleset

if TYPE_CHECKING:
    from casewise.evaluation.durable.engine import Durable

E = TypeVar("E")
_lock = Lock()


def remembered(make: Callable[[Ruleset], E]) -> Callable[[Ruleset], E]:
    """`make`, called once for each ruleset as long as that is alive."""
    made: WeakKeyDictionary[Ruleset, E] = WeakKeyDictionary()

    def get(ruleset: Ruleset) -> E:
        engine = made.get(ruleset)
        if engine is None:
            with _lock:
                engine = made.get(ruleset) or make(ruleset)
                made[ruleset] = engine
        return engine

    return get


exact_engine = remembered(Exact)
reference_engine = remembered(Reference)


def _durable(ruleset: Ruleset) -> "Durable":
    from casewise.evaluation.durable.engine import Durable  # costs a compiled import

    return Durable(ruleset)


durable_engine = remembered(_durable)
