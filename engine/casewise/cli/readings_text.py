"""What all combinations of readings do, as lines of text."""

from collections.abc import Iterator
from itertools import groupby
from math import prod
from textwrap import wrap

from casewise.cli.record_lines import record_lines
from casewise.laboratory.combinations import Combination, changed
from casewise.laboratory.effects import Effect
from casewise.laboratory.tally import Row, Tally
from casewise.model.ruleset import Ruleset
from casewise.result import UNDECIDED


def as_text(
    rules: Ruleset, moves: tuple[Effect, ...], counted: Tally | None, *, witnesses: bool
) -> Iterator[str]:
    """What each reading moves; with records, the counts and which reading matters most."""
    count = prod(len(reading.codes) for reading in rules.readings)
    yield f"{rules.id} {rules.release}: {len(rules.readings)} readings, {count:,} combinations"
    yield ""
    yield from _moves(rules, moves, witnesses=witnesses)
    if counted is not None:
        yield ""
        yield from _counts(rules, counted)
        yield ""
        yield from _influences(counted)


# -- moves ----------------------------------------------------------------------------------------


def _moves(rules: Ruleset, moves: tuple[Effect, ...], *, witnesses: bool) -> Iterator[str]:
    yield "What each reading moves, over all cases and whatever the other readings are"
    for (name, before, after), group in groupby(moves, _change):
        yield f"  {name}: {before} → {after}"
        for effect in group:
            yield f"    {effect.from_outcome} → {effect.to_outcome}"
            if effect.interacts:
                yield f"      only with {_words(effect.others)}"
            if witnesses:
                lines = record_lines(rules.vocabulary, effect.witness.values)
                yield from (f"      . {line}" for line in lines)
    moving = {effect.reading for effect in moves}
    idle = [reading.name for reading in rules.readings if reading.name not in moving]
    if idle:
        yield f"  nothing: {', '.join(idle)}"
    yield "No reading moves a case in another way: proved over all cases there can be."


def _change(effect: Effect) -> tuple[str, str, str]:
    return effect.reading, effect.from_value, effect.to_value


# -- counts ---------------------------------------------------------------------------------------

WIDTH = 100
COLUMNS = ("chosen", "fewest", "most", "settled", "possible")


def _counts(rules: Ruleset, counted: Tally) -> Iterator[str]:
    yield (
        f"{counted.records:,} records under {len(counted.combinations):,} combinations; "
        f"{counted.alike:,} are answered alike under all"
    )
    rows = [row for row in counted.rows if row.bounds[1] or row.placed.high]
    width = max((len(_name(row)) for row in rows), default=0)
    yield f"  {'':<{width}}" + "".join(f"{name:>10}" for name in COLUMNS)
    for row in rows:
        bounds = ("", "") if row.name == UNDECIDED else tuple(f"{each:,}" for each in row.bounds)
        numbers = (row.chosen.placed, row.placed.low, row.placed.high)
        cells = (*(f"{number:,}" for number in numbers), *bounds)
        yield f"  {_name(row):<{width}}" + "".join(f"{cell:>10}" for cell in cells).rstrip()
    yield "  chosen, fewest, most: placed so under the chosen readings, under any combination"
    yield "  settled, possible: no fewer and no more, whatever the readings and what is yet learned"
    yield from _attained(rules, rows)


def _name(row: Row) -> str:
    return f"  {row.name}" if row.within else row.name


def _attained(rules: Ruleset, rows: list[Row]) -> Iterator[str]:
    """The combinations that give the fewest and the most, the nearest to the chosen one named."""
    moving = [row for row in rows if row.placed.low < row.placed.high]
    if moving:
        yield ""
        yield "Where the fewest and the most are"
    for row in moving:
        yield f"  {row.name}"
        for word, number, under in (
            ("fewest", row.placed.low, row.placed.low_under),
            ("most", row.placed.high, row.placed.high_under),
        ):
            more = f" (and under {len(under) - 1:,} more)" if len(under) > 1 else ""
            words = f"{word} ({number:,}) {_under(rules, under[0])}{more}"
            yield from wrap(words, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 6)


def _under(rules: Ruleset, combination: Combination) -> str:
    different = changed(rules, combination)
    return f"under {_words(different)}" if different else "under the chosen readings"


def _words(combination: Combination) -> str:
    return ", ".join(f"{name}={code}" for name, code in combination.items())


# -- influences -----------------------------------------------------------------------------------


def _influences(counted: Tally) -> Iterator[str]:
    yield "Which reading matters most"
    width = max((len(each.reading) for each in counted.influences), default=0)
    yield f"  {'':<{width}}{'movable':>10}{'alone':>10}{'shift':>10}"
    for each in counted.influences:
        numbers = f"{each.movable:>10,}{each.alone:>10,}{each.shift:>10,}"
        yield f"  {each.reading:<{width}}{numbers}"
    yield "  movable: records it places elsewhere, with the others as they may be"
    yield "  alone: records it places elsewhere if all others are as chosen"
    yield "  shift: the most by which it changes one count, with the others as they may be"
