"""Hold whole interviews: `python benchmarks/interviews.py [--quick]`.

Every shipped case and random ones are answered from their records, as a person would who knows just
what the record says. A full run writes `INTERVIEWS.md` beside this file; a quick one only prints.
"""

import argparse
import gc
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
sys.path[:1] = [str(ROOT), str(ROOT / "engine"), str(ROOT / "tests")]

from attrs import frozen  # noqa: E402  # found on the path just set

import casewise  # noqa: E402
from benchmarks.interview import MOST_OUTLOOKS, MOST_PARTS, expected, small_records  # noqa: E402
from benchmarks.interview import Scale as SmallScale  # noqa: E402
from casewise.cli.inputs import case_files  # noqa: E402
from casewise.evaluation.classification import classify, meant  # noqa: E402
from casewise.facts import Values  # noqa: E402
from casewise.interview.followed import Followed  # noqa: E402
from casewise.interview.model import Model  # noqa: E402
from casewise.interview.quick import Effort, QuickPlanner  # noqa: E402
from casewise.interview.solving import Solver, TooLarge  # noqa: E402
from casewise.model.case import Case  # noqa: E402
from casewise.model.ruleset import Ruleset  # noqa: E402
from casewise.sitting.sitting import begin  # noqa: E402
from laws.records import values_of  # noqa: E402
from oracle.strategies import random_complete_facts, random_facts  # noqa: E402
from rulesets.generator import random_record  # noqa: E402
from sittings import answer, facts_of, held  # noqa: E402

PARCELS = ROOT / "tests" / "rulesets" / "parcels" / "rules" / "parcels"

Record = tuple[Ruleset, Values]


@frozen
class Scale:
    """How many random records are tried, and every how many shipped cases."""

    random: int
    partly: int
    every: int
    small: SmallScale


FULL = Scale(1_000, 200, 1, SmallScale(rulesets=150, partial=60, complete=0))
QUICK = Scale(10, 10, 40, SmallScale(rulesets=20, partial=5, complete=0))


def shipped() -> Iterator[Record]:
    """Every shipped case, under the readings it was written for."""
    rules = casewise.load()
    for file in case_files(ROOT / "cases"):
        for case in casewise.read_cases(file.read_text("utf-8"), rules):
            yield meant(rules, case), case.values


def drawn(count: int, *, complete: bool) -> Iterator[Record]:
    """Random cases of the shipped rules: partly known ones, and complete ones."""
    rules = casewise.load()
    make = random_complete_facts if complete else random_facts
    for seed in range(count):
        yield rules, values_of(rules, make(random.Random(f"sitting {complete} {seed}")))


def parcels(count: int) -> Iterator[Record]:
    """Random records of another ruleset."""
    rules = casewise.load(PARCELS)
    for seed in range(count):
        yield rules, random_record(random.Random(f"sitting {seed}"), rules.vocabulary)


@frozen
class Interviewed:
    """What came of one interview."""

    questions: int
    facts: int
    alike: bool
    needless: int
    undone: bool


def interviewed(rules: Ruleset, values: Values) -> Interviewed | None:
    """The interview answered from a record; nothing where the record contradicts itself."""
    result = classify(rules, Case(None, values))
    if result.placement == "conflict":
        return None
    found = held(rules, values)
    reached = found.sitting.result
    return Interviewed(
        len(found.asked),
        facts_of(rules, values),
        (reached.placement, reached.possible) == (result.placement, result.possible),
        len(found.needless),
        not found.sitting.done,
    )


def lines_of(what: str, records: Iterator[Record]) -> Iterator[str]:
    """One line of the table."""
    every = [interviewed(*record) for record in records]
    found = [each for each in every if each is not None]
    progress(what)
    questions = [each.questions for each in found]
    facts = [each.facts for each in found]
    cells = (
        str(len(every)), str(len(every) - len(found)), f"{mean(questions):.1f}",
        str(max(questions)), f"{mean(facts):.1f}", str(sum(not each.alike for each in found)),
        str(sum(each.needless for each in found)), str(sum(each.undone for each in found)),
    )  # fmt: skip
    yield f"| {what} | {' | '.join(cells)} |"


def step_times(records: Sequence[Record]) -> list[float]:
    """Milliseconds of processor time from an answer to the next question with all a page shows."""
    found = []
    begin(records[0][0]).question  # noqa: B018  # engines and diagrams are made first
    for rules, values in records:
        sitting = begin(rules)
        while True:
            start = process_time()
            question = sitting.question
            if question is not None:
                sitting.remaining  # noqa: B018  # worked out when wanted
            found.append((process_time() - start) * 1000)
            if question is None:
                break
            sitting = sitting.tell(question.path, answer(sitting, question.path, values))
    return sorted(found)


WHOLE = """\
Each record is answered question by question as `casewise ask` puts them: what the record leaves
out is answered *not known*. *conflict*: records that contradict themselves, which are left out.
*facts*: what a form would ask for, the facts of the case and of each entity listed. *other
result*: interviews after which the placement, or what is possible, is not what classifying the
record gives. *needless*: questions no answer to which could matter when they were put, each state
looked at anew. *not at the end*: interviews that ended while something could still matter.

| records | count | conflict | questions | most | facts | other result | needless | not at the end |
|--|--:|--:|--:|--:|--:|--:|--:|--:|"""


def whole_lines(scale: Scale) -> Iterator[str]:
    """What comes of whole interviews, and how long their steps take."""
    yield WHOLE
    groups = {
        "shipped cases": (each for at, each in enumerate(shipped()) if at % scale.every == 0),
        "njov-1, random, complete": drawn(scale.random, complete=True),
        "njov-1, random, partly known": drawn(scale.partly, complete=False),
        "parcels, random, partly known": parcels(scale.partly),
    }
    for what, records in groups.items():
        yield from lines_of(what, records)
    times = step_times(list(drawn(scale.random // 10, complete=True)))
    percent = {share: times[int(len(times) * share / 100)] for share in (50, 95)}
    yield ""
    yield (
        "From an answer to the next question (its answers and their effects, why it is asked, how\n"
        f"much is left) takes {percent[50]:.0f} ms of processor time at the median, "
        f"{percent[95]:.0f} ms at the 95th percentile,\n{times[-1]:.0f} ms at most, of "
        f"{len(times)} steps with njov-1 once the rules are loaded."
    )


# -- against the optimum ------------------------------------------------------------------------

OPTIMUM = """\
Of records small enough to solve by dynamic programming over all orders of all questions
([INTERVIEW.md](INTERVIEW.md) says how): what the questions that a sitting asks can be expected to
come to, in multiples of that optimum. *unsolved*: if it solved none itself.

| records | solved | sitting | worst | unsolved | worst |
|--|--:|--:|--:|--:|--:|"""


def optimum_lines(scale: Scale) -> Iterator[str]:
    """How near what a sitting asks comes to the fewest questions that can be expected."""
    yield OPTIMUM
    found: dict[str, list[tuple[float, float]]] = {}
    for what, rules, values in small_records(scale.small):
        ratios = against_optimum(rules, values)
        if ratios is not None:
            found.setdefault(what, []).append(ratios)
    progress("against the optimum")
    for what, group in found.items():
        columns = zip(*group, strict=True)
        cells = (cell for each in columns for cell in (f"{mean(each):.3f}", f"{max(each):.3f}"))
        yield f"| {what} | {len(group)} | {' | '.join(cells)} |"


def against_optimum(rules: Ruleset, values: Values) -> tuple[float, float] | None:
    """The two in multiples of the optimum; nothing where there is too much or nothing to ask."""
    state = Followed(rules, Model(), Effort(), values)
    if state.best is None:
        return None
    asking, outlook = state._plan[1].asking, state._outlook
    if asking.outlooks.parts(outlook).bit_count() > MOST_PARTS:
        return None
    solver = Solver(asking, MOST_OUTLOOKS)
    try:
        fewest = solver.solve(outlook)[1].expected
    except TooLarge:
        return None
    if not fewest:
        return None

    def ratio(effort: Effort) -> float:
        planner = QuickPlanner(asking, effort)
        return expected(asking, solver, lambda o: planner.ranked(o)[0], outlook, {}) / fewest

    return ratio(Effort()), ratio(Effort(solved=0))


# -- the report ---------------------------------------------------------------------------------

HEAD = "# Whole interviews\n\nWritten by `python benchmarks/interviews.py`.\n"
SECTIONS = {"Held to their end": whole_lines, "Against the optimum": optimum_lines}


def progress(what: str) -> None:
    """Say on standard error what is done."""
    print(f"{what}: {process_time():.0f} s of processor time", file=sys.stderr, flush=True)


def written(path: Path, section: str, text: str) -> None:
    """Put a section into the report in the place of the one that was there."""
    before = path.read_text("utf-8").split("\n## ") if path.exists() else []
    found = {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in before[1:]}
    found[section] = text
    parts = (f"\n## {name}\n\n{found[name]}\n" for name in SECTIONS if name in found)
    path.write_text(HEAD + "".join(parts), "utf-8")


def main() -> None:
    """Print the report; write it too if the run is a full one, as far as it has come."""
    gc.set_threshold(100_000)  # as the command line does
    parser = argparse.ArgumentParser(description="Hold whole interviews.")
    parser.add_argument("--quick", action="store_true", help="smaller samples; nothing is written")
    parser.add_argument("--only", choices=list(SECTIONS), help="only this section")
    chosen = parser.parse_args()
    scale = QUICK if chosen.quick else FULL
    for name, lines in SECTIONS.items():
        if chosen.only in (None, name):
            done: list[str] = []
            print(f"## {name}\n", flush=True)
            for line in lines(scale):
                print(line, flush=True)
                done.append(line)
                if not chosen.quick:
                    written(ROOT / "benchmarks" / "INTERVIEWS.md", name, "\n".join(done))


if __name__ == "__main__":
    main()
