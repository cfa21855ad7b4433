"""Rulesets that lie in folders: the shipped one, and a small one that problems are shown on."""

from functools import cache
from pathlib import Path

from casewise.model.ruleset import Ruleset
from casewise.reading.ruleset import read_folder

ROOT = Path(__file__).parent.parent.parent
RULES = ROOT / "rules" / "njov-1"
GOLDEN = ROOT / "tests" / "golden" / "problems"
MINIMAL = GOLDEN / "minimal"
PARCELS = ROOT / "tests" / "rulesets" / "parcels" / "rules" / "parcels"


@cache
def minimal() -> Ruleset:
    return read_folder(MINIMAL)


@cache
def shipped() -> Ruleset:
    return read_folder(RULES)
