"""Words in problems: a user's word made safe to print, and the nearest word that is known."""

from collections.abc import Iterable

_WIDTH = 60
_FEW = 8
_MANY = 500
_SHORTEST = 3


def ticked(word: str) -> str:
    """A user's word in backticks, cut if it is long, with nothing in it that a terminal obeys."""
    shown = "".join(c if c.isprintable() and c != "`" else "?" for c in word[:_WIDTH])
    return f"`{shown}…`" if len(word) > _WIDTH else f"`{shown}`"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is likely to be meant, if any."""
    from difflib import get_close_matches  # only wanted when something is wrong

    word, names = word[:_WIDTH], tuple(known)[:_MANY]
    near = get_close_matches(word, names, n=1, cutoff=0.7)
    if not near and len(word) >= _SHORTEST:
        near = [name for name in names if word in name]
    return near[0] if near else ""


def suggest(word: str, known: Iterable[str]) -> str:
    """A hint: the nearest known word, or the known words if they are few."""
    names = tuple(known)
    near = nearest(word, names)
    if near:
        return f"did you mean {ticked(near)}?"
    return "choose " + ", ".join(map(ticked, names)) if 0 < len(names) <= _FEW else ""
