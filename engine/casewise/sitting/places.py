"""Where answers can be given: what there is no place for is refused."""

from casewise.errors import CasewiseError

MOST_ENTITIES = 10
"""How many entities a list may have in a sitting."""


class NoSuchPlace(CasewiseError):
    """A path that leads to no fact of the ruleset, or to an entity that is not listed."""


class TooMany(CasewiseError):
    """More entities than a sitting holds."""


def check_count(name: str, count: int) -> None:
    """See that a list is not too long.

    Raises:
        TooMany: it is.
    """
    if count > MOST_ENTITIES:
        raise TooMany(f"`{name}` lists {count}; a sitting holds {MOST_ENTITIES} at most")
