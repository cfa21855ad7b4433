"""durable-rules' compiled part: where it is, and the one lock around all that enters it."""

from functools import cache
from pathlib import Path
from threading import RLock
from types import ModuleType

from casewise.errors import NotLoadable

entered = RLock()
"""Held by whoever is inside durable-rules, which is not made for several threads."""


@cache
def native() -> ModuleType:
    """The compiled part.

    Raises:
        NotLoadable: it cannot be imported here.
    """
    try:
        import durable_rules_engine
    except ImportError as error:
        raise NotLoadable("durable-rules cannot be loaded here") from error
    return durable_rules_engine  # type: ignore[no-any-return]  # it has no stubs


@cache
def label() -> str:
    """The name and version of the engine, as results give it.

    Raises:
        NotLoadable: durable-rules' compiled part cannot be imported here.
    """
    # importlib.metadata would take longer to import than all the rest of the command line. What pip
    # installed without building a wheel, as old ones do, has an `egg-info` that names Python too.
    installed = Path(native().__file__ or "").parent.glob("durable_rules-*-info")
    _, version, *_ = f"{next(installed, Path()).stem}--".split("-")
    return f"durable-rules {version}".rstrip()
