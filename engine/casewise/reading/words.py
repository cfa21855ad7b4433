"""Words in problems: a user's word made safe to print, and the nearest word that is known."""

from collections.abc import Iterable

_WIDTH = 60
_FEW = 8
_MANY = 500


def ticked(word: str) -> str:
    """A user's word in backticks, cut if it is long, with nothing in it that a terminal obeys."""
    shown = "".join(c if c.isprintable() and c != "`" else "?" for c in word[:_WIDTH])
    return f"`{shown}…`" if len(word) > _WIDTH else f"`{shown}`"


def suggest(word: str, known: Iterable[str]) -> str:
    """A hint: the nearest known word, or the known words if they are few."""
    from difflib import get_close_matches  # only wanted when something is wrong

    names = tuple(known)[:_MANY]
    near = get_close_matches(word[:_WIDTH], names, n=1, cutoff=0.6)
    if near:
        return f"did you mean {ticked(near[0])}?"
    if 0 < len(names) <= _FEW:
        return "choose " + ", ".join(map(ticked, names))
    return ""
