"""One engine of each kind for each ruleset, made when first wanted."""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from casewise.evaluation.reference import Reference
from casewise.model.ruleset import Ruleset

if TYPE_CHECKING:
    from casewise.evaluation.durable.engine import Durable
    from casewise.evaluation.exact.engine import Exact

E = TypeVar("E")
_lock = Lock()


def remembered(make: Callable[[Ruleset], E]) -> Callable[[Ruleset], E]:
    """`make`, called once for each ruleset; what it made lives as long as the ruleset."""

    def get(ruleset: Ruleset) -> E:
        engine = ruleset.derived.get(make)
        if engine is None:
            with _lock:
                engine = ruleset.derived.get(make) or make(ruleset)
                ruleset.derived[make] = engine
        return engine

    return get


def _exact(ruleset: Ruleset) -> "Exact":
    from casewise.evaluation.exact.engine import Exact  # what verdicts decide does not need it

    return Exact(ruleset)


exact_engine = remembered(_exact)
reference_engine = remembered(Reference)


def has_exact_engine(ruleset: Ruleset) -> bool:
    """Whether the exact engine of a ruleset has been made already."""
    return _exact in ruleset.derived


def _durable(ruleset: Ruleset) -> "Durable":
    from casewise.evaluation.durable.engine import Durable  # costs a compiled import

    return Durable(ruleset)


durable_engine = remembered(_durable)
