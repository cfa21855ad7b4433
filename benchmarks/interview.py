"""Measure interviews: `python benchmarks/interview.py [--quick]`.

How many questions are asked, against the fewest that can be expected and against the order of the
file. A full run writes `INTERVIEW.md` beside this file; a quick one only prints.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import mean
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
sys.path[:1] = [str(ROOT), str(ROOT / "engine"), str(ROOT / "tests")]

from attrs import frozen  # noqa: E402  # found on the path just set

import casewise  # noqa: E402
from casewise.evaluation.classification import ends  # noqa: E402
from casewise.explanation.opening import not_known  # noqa: E402
from casewise.explanation.words import known_at  # noqa: E402
from casewise.facts import Entities, Known, Values  # noqa: E402
from casewise.interview.asking import Asked, Asking  # noqa: E402
from casewise.interview.interviewing import Interview, interview  # noqa: E402
from casewise.interview.planning import Planner  # noqa: E402
from casewise.interview.solving import Solver, TooLarge  # noqa: E402
from casewise.model.ruleset import Ruleset  # noqa: E402
from laws.records import values_of  # noqa: E402
from oracle.strategies import random_complete_facts, random_facts  # noqa: E402
from rulesets.generator import random_choice, random_record, random_ruleset  # noqa: E402

PARCELS = ROOT / "tests" / "rulesets" / "parcels" / "rules" / "parcels"
MOST_PARTS, MOST_OUTLOOKS = 16, 60_000
"""What is small enough to solve here: so many parts open, and so many outlooks under them.

That is more than casewise solves or looks ahead from: what it does with larger ones is seen too.
"""


@frozen
class Scale:
    """How many rulesets and records are tried."""

    rulesets: int
    partial: int
    complete: int


FULL = Scale(rulesets=400, partial=200, complete=4)
QUICK = Scale(rulesets=40, partial=20, complete=2)


# -- against the optimum ------------------------------------------------------------------------


@frozen
class Solved:
    """What is to be expected of one record, by strategy."""

    fewest: float
    casewise: float
    useful: float
    in_order: float


def solved(rules: Ruleset, values: Values) -> Solved | None:
    """What each strategy can expect; nothing where there is nothing to ask.

    Raises:
        TooLarge: it is too large to solve here.
    """
    state = interview(rules, values)
    if state.best is None:
        return None
    planner, outlook = state._planned
    asking = planner.asking
    if asking.outlooks.parts(outlook).bit_count() > MOST_PARTS:
        raise TooLarge
    solver = Solver(asking, MOST_OUTLOOKS)
    fewest = solver.solve(outlook)[1].expected
    if not fewest:
        return None

    def following(choose: Callable[[int], Asked | None]) -> float:
        return expected(asking, solver, choose, outlook, {})

    in_order = following(lambda each: next(asking.askable(each)))
    useful = following(Planner(asking, solved=0, near=0).next)
    return Solved(fewest, following(planner.next), useful, in_order)


def expected(
    asking: Asking,
    solver: Solver,
    choose: Callable[[int], Asked | None],
    outlook: int,
    known: dict[int, float],
) -> float:
    """What is to be expected if questions are chosen so, as long as answers can matter."""
    if outlook not in known:
        known[outlook] = 0
        if solver.solve(outlook)[0] is not None:
            asked = choose(outlook)
            assert asked is not None
            left = asking.answers(outlook, asked).items()
            known[outlook] = asked.cost + sum(
                share * expected(asking, solver, choose, each, known) for each, share in left
            )
    return known[outlook]


def small_records(scale: Scale) -> Iterator[tuple[str, Ruleset, Values]]:
    """Records with little to ask: of random rulesets, of parcels, of the shipped rules."""
    for seed in range(scale.rulesets):
        rng = random.Random(f"interview {seed}")
        rules = random_choice(rng, random_ruleset(rng))
        yield "random rulesets, nothing known", rules, {}
    parcels = casewise.load(PARCELS)
    yield "parcels", parcels, {}
    for seed in range(scale.partial):
        rng = random.Random(f"interview of a parcel {seed}")
        yield "parcels", parcels, random_record(rng, parcels.vocabulary)
    rules = casewise.load()
    for seed in range(scale.partial):
        rng = random.Random(f"interview of a case {seed}")
        yield "njov-1, partial records", rules, values_of(rules, random_facts(rng))


def progress(what: str) -> None:
    """Say on standard error what is done."""
    print(f"{what}: {process_time():.0f} s of processor time", file=sys.stderr, flush=True)


def opening() -> Iterator[str]:
    """What the report is."""
    yield from ("# Interviews", "", "Written by `python benchmarks/interview.py`.")


def optimum_lines(scale: Scale) -> Iterator[str]:
    """How near what is expected comes to the optimum."""
    yield from ("", "## Against the optimum", "", NOTES.rstrip(), "")
    found: dict[str, list[Solved]] = {}
    larger: Counter[str] = Counter()
    for what, rules, values in small_records(scale):
        try:
            each = solved(rules, values)
        except TooLarge:
            larger[what] += 1
            continue
        if each is not None:
            found.setdefault(what, []).append(each)
    progress("against the optimum")
    columns = "casewise", "worst", "over 5%", "useful", "worst", "in order", "worst"
    yield f"| records | larger | solved | {' | '.join(columns)} |"
    yield f"|--|--:|--:|{'--:|' * len(columns)}"
    for what, group in found.items():
        yield f"| {what} | {larger[what]} | {len(group)} | {' | '.join(cells(group))} |"


def cells(group: Sequence[Solved]) -> Iterator[str]:
    for name in ("casewise", "useful", "in_order"):
        ratios = [getattr(each, name) / each.fewest for each in group]
        yield f"{mean(ratios):.3f}"
        yield f"{max(ratios):.3f}"
        if name == "casewise":
            yield str(sum(ratio > 1.05 for ratio in ratios))


# -- against the order of the file --------------------------------------------------------------

Choose = Callable[[Interview], str | None]
Answer = Callable[[Interview, str], Known | None]


def best(state: Interview) -> str | None:
    """What casewise asks."""
    return state.best.path if state.best is not None else None


def first_that_matters(state: Interview) -> str | None:
    """The first fact in the order of the file that can matter."""
    if state.settled:
        return None
    needless = set(state.needless)
    return next((path for path in file_order(state) if path not in needless), None)


def first(state: Interview) -> str | None:
    """The first fact in the order of the file, until the case is settled."""
    return None if state.settled else next(file_order(state), None)


def file_order(state: Interview) -> Iterator[str]:
    """Open facts that were not asked for; whether there are more entities after those listed."""
    closed = set(state.not_known)
    waiting = ""
    for path, _ in not_known(state.ruleset, state.values):
        if path in closed:
            continue
        if waiting and not path.startswith(f"{waiting}."):
            yield waiting
            waiting = ""
        if isinstance(state.values.get(path), Entities):
            waiting = path
        else:
            yield path
    if waiting:
        yield waiting


STRATEGIES: dict[str, Choose] = {
    "casewise": best,
    "file order, what can matter": first_that_matters,
    "file order, until settled": first,
}


def asked(rules: Ruleset, choose: Choose, answer: Answer) -> int:
    """How many questions are asked."""
    state, count = interview(rules), 0
    while (path := choose(state)) is not None:
        state = state.answer(path, answer(state, path))
        count += 1
    return count


def telling(record: Values, chance: float, seed: str) -> Answer:
    """Answers as a complete record has them, but for a chance that one is not known."""

    def answer(state: Interview, path: str) -> Known | None:
        if random.Random(f"{seed} {path}").random() < chance:
            return None
        known = record.get(path)
        if isinstance(known, Entities):
            before = state.values.get(path)
            listed = before.listed if isinstance(before, Entities) else ()
            more = len(known.listed) > len(listed)
            return Entities((*listed, {}) if more else listed, others=more)
        return known_at(record, path)

    return answer


def complete_records(rules: Ruleset, count: int) -> dict[str, list[Values]]:
    """Random complete records: all, and those that are eligible."""
    found: dict[str, list[Values]] = {"any": [], "eligible": []}
    seed = 0
    while min(map(len, found.values())) < count:
        record = values_of(rules, random_complete_facts(random.Random(f"complete {seed}")))
        seed += 1
        possible, eligible, _ = ends(rules, record, {})
        if possible == {"conflict"}:
            continue
        for name in ("any", "eligible") if eligible else ("any",):
            if len(found[name]) < count:
                found[name].append(record)
    return found


def order_lines(scale: Scale) -> Iterator[str]:
    """How many questions are asked, by strategy."""
    yield from ("", "## Against the order of the file", "")
    yield from ("Mean numbers of questions asked, and in multiples of those of casewise.", "")
    rules = casewise.load()
    yield f"| records of njov-1 | count | {' | '.join(STRATEGIES)} |"
    yield f"|--|--:|{'--:|' * len(STRATEGIES)}"
    for name, records in complete_records(rules, scale.complete).items():
        for chance in (0.0, 0.15):
            answers = [telling(r, chance, f"{name} {at}") for at, r in enumerate(records)]
            what = f"complete, {name}, {chance:.0%} not known"
            yield f"| {what} | {len(records)} | {' | '.join(counts(rules, answers))} |"
    estimate = interview(rules).estimate
    yield ""
    yield (
        f"Of the record of which nothing is known it is estimated: {estimate.best:g} at best, "
        f"{estimate.expected:.2f} expected, {estimate.worst:g} at most."
    )


def counts(rules: Ruleset, answers: Sequence[Answer]) -> Iterator[str]:
    means = [
        mean(asked(rules, choose, answer) for answer in answers) for choose in STRATEGIES.values()
    ]
    progress(f"{len(answers)} interviews by each strategy")
    for each in means:
        yield f"{each:.2f} ({each / means[0]:.2f})"


# -- how long it takes --------------------------------------------------------------------------


def time_lines() -> Iterator[str]:
    """How long a step takes."""
    yield from ("", "## Time", "")
    yield from ("Processor time, the least of five runs, once engines and diagrams are made.", "")
    rules = casewise.load()
    interview(rules).estimate.best  # noqa: B018  # engines and diagrams are made first
    yield "| njov-1 | questions that can matter | best of them | answers, estimate, ranks |"
    yield "|--|--:|--:|--:|"
    for name, values in points(rules):
        yield f"| {name} | {' | '.join(f'{each:.0f} ms' for each in times(rules, values))} |"


def points(rules: Ruleset) -> Iterator[tuple[str, Values]]:
    """Records along an interview."""
    yield "nothing known", {}
    facts = {
        "arrest_made": "yes",
        "arrest_date": "2000-10-15",
        "duplicate_record": "no",
        "sex_crime_against_minor": "yes",
    }
    yield "eligible but for the Internet", values_of(rules, facts)
    listed = {"listed": [{"identified": "yes"}], "others": "possible"}
    yield "the same, with a victim listed", values_of(rules, {**facts, "victims": listed})


def times(rules: Ruleset, values: Values) -> list[float]:
    runs = []
    for _ in range(5):
        state = interview(rules, values)
        marks = [process_time()]
        for part in (needed, best, rest):
            part(state)
            marks.append(process_time())
        runs.append([after - before for before, after in pairwise(marks)])
    return [min(each) * 1000 for each in zip(*runs, strict=True)]


def needed(state: Interview) -> object:
    """Works out what can matter."""
    return state.needless


def rest(state: Interview) -> object:
    """Works out what a page shows besides the question."""
    assert state.best is not None
    return state.answers(state.best.path), state.estimate, state.questions


NOTES = f"""\
Numbers of questions, each with cost 1; the model is the default one (`docs/decisions/\
what-to-ask-next.md`): one answer in seven or so is not known, and one more entity of a list is
reckoned with.

*solved*: how many of the records have something to ask and are small enough to solve here, by
dynamic programming over all orders of all questions (at most {MOST_PARTS} parts, and \
{MOST_OUTLOOKS:,} outlooks
under them: more than casewise solves); *larger*: how many are not. The other columns are what a
strategy can expect, in multiples of that optimum, on average and at worst: *casewise* as it is;
*useful*, if it neither solved nor looked ahead but took what settles soon or tells most at every
turn, as it does in large records; *in order*, asking for what the outcome can depend on in the
order of the rules.
"""


def main() -> None:
    """Print the report; write it too if the run is a full one, section by section."""
    parser = argparse.ArgumentParser(description="Measure interviews.")
    parser.add_argument("--quick", action="store_true", help="smaller samples; nothing is written")
    quick = parser.parse_args().quick
    scale = QUICK if quick else FULL
    text = ""
    for section in (opening(), optimum_lines(scale), order_lines(scale), time_lines()):
        part = "\n".join(section) + "\n"
        print(part, end="", flush=True)
        text += part
        if not quick:
            (Path(__file__).parent / "INTERVIEW.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
