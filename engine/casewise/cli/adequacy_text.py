"""Coverage and mutants in plain lines."""

from collections.abc import Iterator

from casewise.adequacy.coverage import DECIDED, DECIDING, SEEN, Coverage
from casewise.adequacy.decisions import Part
from casewise.adequacy.judging import Judgement, Sort
from casewise.adequacy.killing import answer
from casewise.adequacy.mutation import Mutation
from casewise.adequacy.observing import DECIDES_NO, DECIDES_YES, Goal
from casewise.adequacy.possible import Shown
from casewise.adequacy.readings import Under
from casewise.adequacy.wording import as_written
from casewise.explanation.units import units
from casewise.explanation.words import fact_words, known_at, value_words
from casewise.facts import Values
from casewise.model.ruleset import Ruleset

HEADINGS = {
    DECIDED: "rules and exclusions that hold, and fail",
    SEEN: "conditions that are yes, no and unknown",
    DECIDING: "conditions that alone decide, both ways (MC/DC)",
}
WHAT = {DECIDES_YES: "alone decides by holding", DECIDES_NO: "alone decides by failing"}


def coverage_lines(rules: Ruleset, found: Coverage) -> Iterator[str]:
    """What is shown of what can be, what is missing, and what is proved impossible."""
    yield "\nCoverage: shown, of what can be shown"
    for sort, heading in HEADINGS.items():
        done, left, never = found.counts(sort)
        apart = f", {never:,} impossible" if never else ""
        yield f"  {_share(done, done + left):>6}  {done:,} of {done + left:,}{apart}: {heading}"
    if found.missing:
        yield "\nMissing from the cases"
    for goal, answered in found.missing:
        yield f"  {goal_words(rules, goal)}"
        yield from _shown(rules, answered.shown)
    if found.impossible:
        yield "\nImpossible: proved that no case can show it"
    yield from (f"  {goal_words(rules, goal)}" for goal in found.impossible)


def _share(done: int, whole: int) -> str:
    """A share that is never rounded up to all."""
    return "100%" if done == whole else f"{int(1000 * done / whole) / 10:.1f}%"


def goal_words(rules: Ruleset, goal: Goal) -> str:
    """Where it stands, what it is about, and what is to be seen of it."""
    if not isinstance(goal.about, Part):
        rule = rules.by_id.get(goal.about)
        place = f"{rule.place}: " if rule and rule.place else ""
        return f"{place}{goal.about} {goal.what}"
    part = goal.about
    words = as_written(rules.vocabulary, part.condition, part.decision.scope)
    return f"{part.place}: `{words}` {WHAT.get(goal.what, f'is {goal.what}')}"


def _shown(rules: Ruleset, shown: Shown | None) -> Iterator[str]:
    if shown is not None:
        yield f"    such as this case{_under(shown.under)}:"
        yield from _record(rules, shown.values)


def _under(under: Under) -> str:
    return f", under {', '.join(map('='.join, under))}" if under else ""


def _record(rules: Ruleset, values: Values) -> Iterator[str]:
    vocabulary = rules.vocabulary
    for path in units(values):
        known = value_words(vocabulary, path, known_at(values, path))
        yield f"    . {fact_words(vocabulary, path)}: {known}"
    if not values:
        yield "    . nothing is known"


def mutation_lines(rules: Ruleset, found: Mutation) -> Iterator[str]:
    """How many mutants are killed or equivalent, and each that is neither."""
    count = len(found.fates)
    yield f"\nMutants: {count:,}, each the rules with a mistake at one place"
    yield f"  {len(found.killed):>6,}  killed: a case gets another answer than it should"
    alike, same = found.of(Sort.EQUIVALENT), found.of(Sort.SAME_OUTCOMES)
    yield f"  {len(alike):>6,}  equivalent: proved that no case gets another answer"
    yield (
        f"  {len(same):>6,}  of the same outcomes: proved for every complete case, and no record"
        " known in part was found"
    )
    yield f"  {len(found.missed):>6,}  missed"
    for heading, sort in (
        ("Missed", Sort.MISSED),
        ("Neither noticed nor proved to be no difference", Sort.OPEN),
        ("Of the same outcomes", Sort.SAME_OUTCOMES),
        ("Equivalent", Sort.EQUIVALENT),
    ):
        listed = found.of(sort)
        if listed:
            yield f"\n{heading}"
        for each in listed:
            yield from _survivor(rules, each)


def _survivor(rules: Ruleset, found: Judgement) -> Iterator[str]:
    mutant = found.mutant
    yield f"  {f'{mutant.place}: ' if mutant.place else ''}{mutant.about}: {mutant.words}"
    if found.values is not None:
        chosen = dict(found.under)
        placed = [
            answer(each.under(chosen), found.values).placement for each in (rules, mutant.ruleset)
        ]
        differs = f"{placed[0]}, with the mistake {placed[1]}"
        if placed[0] == placed[1]:
            differs = f"{placed[0]} with and without the mistake, though not all that is possible"
        yield f"    such as this case{_under(found.under)} ({differs}):"
        yield from _record(rules, found.values)
