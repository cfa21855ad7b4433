"""What every form of a reproduction says: how many figures agree, what a finding comes to."""

from collections.abc import Iterator
from decimal import Decimal

from casewise.study.reproduction import Effect, Found, Reproduction, Verdict


def summary(found: Reproduction) -> str:
    """How many figures have which verdict, in one sentence."""
    claims = len(found.study.claims)
    parts = ", ".join(f"{found.count(verdict)} {_WORDS[verdict]}" for verdict in Verdict)
    return f"{len(found.checks)} figures of {claims} claims: {parts}"


_WORDS = {
    Verdict.AGREES: "agree",
    Verdict.DIFFERS: "differ",
    Verdict.CONTRADICTED: "cannot be true together with another",
    Verdict.NOT_DERIVABLE: "are not derivable",
}


def explained_words(found: Found) -> str:
    """What the arithmetic of a finding comes to; nothing where it is not in numbers."""
    if found.explained is None:
        return ""
    return "Rounding can explain it." if found.explained else "Rounding cannot explain it."


def moves(found: Reproduction, effect: Effect) -> Iterator[tuple[str, Decimal, Decimal]]:
    """The placements whose totals a reading moves: before and after."""
    nothing = Decimal(0)
    before, after = found.totals, effect.totals
    for name in (*before, *(name for name in after if name not in before)):
        pair = before.get(name, nothing), after.get(name, nothing)
        if pair[0] != pair[1]:
            yield name, *pair
