"""The two rulesets that laws about any ruleset are tried on, and their mutants."""

from functools import cache
from pathlib import Path

import casewise
from casewise.adequacy.mutants import Mutant, mutants
from casewise.model.ruleset import Ruleset

PARCELS = Path(__file__).parent / "parcels" / "rules" / "parcels"


@cache
def rules_of(name: str) -> Ruleset:
    """`njov-1` or `parcels`, under its default readings."""
    return casewise.load(PARCELS if name == "parcels" else name)


@cache
def mutants_of(name: str) -> list[Mutant]:
    """All mutants of one of them."""
    return mutants(rules_of(name))
