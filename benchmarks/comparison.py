"""Compare a ruleset with its mutants: `python benchmarks/comparison.py [--every N]`.

Each single-edit mutant of njov-1 is compared with it over all cases, with a witness of every move
and the change responsible: all that `casewise diff` works out, with garbage collected as rarely as
it has that done. Every witness is classified by both rulesets. A full run writes `COMPARISON.md`
beside this file; one of every N-th mutant only prints.
"""

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from math import ceil
from pathlib import Path
from statistics import median
from time import process_time
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[:1] = [str(ROOT), str(ROOT / "engine")]

from attrs import evolve, frozen  # noqa: E402  # found on the path just set

import casewise  # noqa: E402
from casewise.adequacy.mutants import Mutant, mutants  # noqa: E402
from casewise.cli import UNCOLLECTED  # noqa: E402
from casewise.comparison.comparing import compare  # noqa: E402
from casewise.comparison.differing import Region, difference  # noqa: E402
from casewise.evaluation.classification import classify  # noqa: E402
from casewise.model.case import Case  # noqa: E402
from casewise.model.ruleset import Ruleset  # noqa: E402

Found = TypeVar("Found")

GOAL = 2.0
"""Seconds that a comparison may take."""


@frozen
class Compared:
    """The comparison with one mutant: what was edited, processor seconds, and what was found."""

    edit: str
    first: float
    """Until a case is found that moves, or it is proved that there is none."""
    seconds: float
    """Until every move has its witness and the change responsible."""
    moves: int
    settled: int
    """How many moves are settled by their witness."""
    wrong: int
    """How many of these are placed otherwise."""


def compared(rules: Ruleset, mutant: Mutant) -> Compared:
    """Compare one mutant, twice: for the first witness, and for everything that moves."""
    first, _ = timed(first_witness, rules, mutant.ruleset)
    seconds, regions = timed(every_region, rules, mutant.ruleset)
    settled = [region for region in regions if region.settled]
    again = anew(rules), anew(mutant.ruleset)  # what is made of a mutant is not to pile up
    wrong = sum(not moves(*again, region) for region in settled)
    edit = f"`{mutant.about}`: {mutant.operator}"
    return Compared(edit, first, seconds, len(regions), len(settled), wrong)


def timed(
    work: Callable[[Ruleset, Ruleset], Found], first: Ruleset, second: Ruleset
) -> tuple[float, Found]:
    """Processor seconds of some work; nothing made before is used, or collected meanwhile."""
    first, second = anew(first), anew(second)
    gc.collect()
    started = process_time()
    found = work(first, second)
    return process_time() - started, found


def anew(ruleset: Ruleset) -> Ruleset:
    """The same ruleset, of which nothing has been made yet."""
    return evolve(ruleset, variants={})


def first_witness(first: Ruleset, second: Ruleset) -> Case | None:
    """A case that moves; if there is none, that is proved."""
    return next((move.witness() for move in compare(first, second).moves), None)


def every_region(first: Ruleset, second: Ruleset) -> tuple[Region, ...]:
    """Everything that moves."""
    return difference(first, second).regions


def moves(first: Ruleset, second: Ruleset, region: Region) -> bool:
    """Whether the witness of a region is settled as it says, by the reference evaluator."""
    for ruleset, outcome in ((first, region.from_outcome), (second, region.to_outcome)):
        result = classify(ruleset, region.witness, "reference")
        if not result.settled or result.placement != outcome:
            return False
    return True


def report(every: Sequence[Compared]) -> str:
    """The distribution of processor seconds, and the mutants that took most."""
    seconds = sorted(each.seconds for each in every)
    alike = sum(not each.moves for each in every)
    firsts = sorted(each.first for each in every)
    lines = [
        "| comparisons of njov-1 with its mutants | |",
        "|--|--:|",
        f"| mutants compared | {len(every):,} |",
        f"| proved to place every complete case alike | {alike:,} |",
        f"| moves, each with a witness | {sum(each.moves for each in every):,} |",
        f"| settled by their witness | {sum(each.settled for each in every):,} |",
        f"| witnesses placed otherwise | {sum(each.wrong for each in every):,} |",
        f"| a proof or one witness, processor seconds: median | {median(firsts):.2f} |",
        f"| worst | {firsts[-1]:.2f} |",
        f"| over {GOAL:.0f} s | {sum(each > GOAL for each in firsts):,} |",
        f"| every move, processor seconds: median | {median(seconds):.2f} |",
        f"| 95th of 100 | {seconds[ceil(len(seconds) * 0.95) - 1]:.2f} |",
        f"| worst | {seconds[-1]:.2f} |",
        f"| over {GOAL:.0f} s | {sum(each > GOAL for each in seconds):,} |",
        "",
        "| the slowest | moves | seconds |",
        "|--|--:|--:|",
    ]
    slow = sorted(every, key=lambda each: -each.seconds)[:8]
    lines += [f"| {each.edit} | {each.moves} | {each.seconds:.2f} |" for each in slow]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Compare every mutant, or every N-th."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th mutant")
    every = parser.parse_args().every
    gc.set_threshold(UNCOLLECTED)
    rules = casewise.load("njov-1")
    found = [compared(rules, mutant) for mutant in mutants(rules)[::every]]
    text = report(found)
    print(text, end="")
    if every == 1:
        head = "# Comparisons\n\nWritten by `python benchmarks/comparison.py`.\n\n"
        (Path(__file__).parent / "COMPARISON.md").write_text(head + text)


if __name__ == "__main__":
    main()
