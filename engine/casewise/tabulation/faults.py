"""The design columns of a table made sure of, each fault with its row and column."""

from collections.abc import Iterator

import polars as pl

from casewise.errors import Place, Problem, ProblemsFound
from casewise.reading.words import ticked
from casewise.tabulation.data import SHOWN, Data
from casewise.tabulation.design import (
    POPULATION,
    PSU,
    STRATUM,
    WEIGHT,
    Design,
    DesignSize,
    Singleton,
)

NESTED_HINT = "use --nest if the codes start anew in each stratum"


def checked_design(data: Data, design: Design) -> tuple[pl.DataFrame, DesignSize]:
    """The columns of the design under the names that `survey` wants, and what they come to.

    Raises:
        ProblemsFound: a weight, stratum, sampling unit or population cannot be used (D302-D310).
    """
    frame = data.frame.select(_columns(data, design))
    _stop_if(list(_cells(data, design, frame)))
    _stop_if(list(_units(data, design, frame)))
    size = _size(frame, design)
    _stop_if(list(_lone(data, design, frame, size)))
    return frame, size


def _stop_if(problems: list[Problem]) -> None:
    if problems:
        raise ProblemsFound(problems)


# -- cell by cell ---------------------------------------------------------------------------------


def _cells(data: Data, design: Design, frame: pl.DataFrame) -> Iterator[Problem]:
    weight, number = design.weight, pl.lit(frame[WEIGHT])
    yield from data.problems(_blank(weight), weight, "D302", "the weight is missing")
    text = ~_blank(weight) & (number.is_null() | ~number.is_finite())
    yield from data.problems(text, weight, "D303", "the weight {} is not a number")
    low = number.is_finite() & (number <= 0)
    hint = "a case that stands for nobody is left out of the table"
    yield from data.problems(low, weight, "D304", "the weight {} is not above zero", hint)
    if design.strata:
        what = "the case has no stratum"
        yield from data.problems(_blank(design.strata), design.strata, "D305", what)
    if design.psu:
        what = "the case has no sampling unit"
        yield from data.problems(_blank(design.psu), design.psu, "D306", what)
    if design.population:
        number = pl.lit(frame[POPULATION])
        wrong = number.is_null() | ~number.is_finite() | (number < 1)
        what = "{} is no number of sampling units in a stratum"
        yield from data.problems(wrong, design.population, "D307", what)


def _blank(column: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String)
    return text.is_null() | (text.str.strip_chars() == "")


def _number(data: Data, column: str) -> pl.Expr:
    """The cells as numbers; what is none is missing."""
    cells = pl.col(column)
    if not data.frame.schema[column].is_numeric():
        cells = _code(column)
    return cells.cast(pl.Float64, strict=False)


def _columns(data: Data, design: Design) -> list[pl.Expr]:
    columns = [_number(data, design.weight).alias(WEIGHT)]
    if design.strata:
        columns.append(_code(design.strata).alias(STRATUM))
    if design.psu:
        unit = _code(design.psu)
        if design.nested and design.strata:
            unit = pl.concat_str(_code(design.strata), unit, separator="\x1f")
        columns.append(unit.alias(PSU))
    if design.population:
        columns.append(_number(data, design.population).alias(POPULATION))
    return columns


def _code(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.strip_chars()


# -- unit by unit ---------------------------------------------------------------------------------


def _units(data: Data, design: Design, frame: pl.DataFrame) -> Iterator[Problem]:
    """Units that lie in two strata, and populations that differ or are too small."""
    if design.psu and design.strata:
        yield from _in_two_strata(data, design, frame)
    if design.population:
        yield from _population(data, design, frame)


def _in_two_strata(data: Data, design: Design, frame: pl.DataFrame) -> Iterator[Problem]:
    indexed = frame.select(PSU, STRATUM).with_row_index()
    pairs = indexed.unique([PSU, STRATUM], keep="first", maintain_order=True)
    first = pairs.unique(PSU, keep="first", maintain_order=True)
    others = pairs.join(first, on=PSU, suffix="_first").filter(
        pl.col("index") != pl.col("index_first")
    )
    for row in others.sort("index").head(SHOWN).iter_rows(named=True):
        what = (
            f"the sampling unit {ticked(row[PSU])} lies in stratum {ticked(row[STRATUM])} here and "
            f"in {ticked(row['stratum_first'])} in row {row['index_first'] + data.first_row}"
        )
        yield Problem(data.place(row["index"], design.psu), "D309", what, NESTED_HINT)


def _population(data: Data, design: Design, frame: pl.DataFrame) -> Iterator[Problem]:
    by_stratum = _strata(frame.with_row_index()).agg(
        pl.col(POPULATION).min().alias("least"),
        pl.col(POPULATION).max().alias("most"),
        _unit_count(frame),
        pl.col("index").min(),
    )
    for row in by_stratum.sort("index").iter_rows(named=True):
        place = data.place(row["index"], design.population)
        stratum = ticked(row.get(STRATUM, "")) if design.strata else "the only stratum"
        if row["least"] != row["most"]:
            what = f"the population of {stratum} is {row['least']:g} here, {row['most']:g} there"
            yield Problem(place, "D307", what, "it is the same in every row of a stratum")
        elif row["psus"] > row["least"]:
            what = f"{stratum} has {row['psus']} sampling units, of {row['least']:g} that there are"
            yield Problem(place, "D308", what)


def _strata(frame: pl.DataFrame) -> "pl.dataframe.group_by.GroupBy":
    return frame.group_by(STRATUM if STRATUM in frame.columns else pl.lit("").alias(STRATUM))


def _unit_count(frame: pl.DataFrame) -> pl.Expr:
    return (pl.col(PSU).n_unique() if PSU in frame.columns else pl.len()).alias("psus")


def _size(frame: pl.DataFrame, design: Design) -> DesignSize:
    population = pl.col(POPULATION).first() if design.population else pl.lit(None)
    strata = _strata(frame).agg(_unit_count(frame), population.alias("of")).sort(STRATUM)
    alone = strata.filter(pl.col("psus") == 1)
    certain = alone.filter((pl.col("of") == 1).fill_null(value=False))[STRATUM].to_list()
    lone = [name for name in alone[STRATUM].to_list() if name not in certain]
    return DesignSize(
        frame.height, strata.height, int(strata["psus"].sum()), tuple(lone), tuple(certain)
    )


def _lone(data: Data, design: Design, frame: pl.DataFrame, size: DesignSize) -> Iterator[Problem]:
    """Strata with one sampling unit where no rule was chosen for them, or one that cannot be."""
    column = design.strata or design.psu or design.weight
    if design.singleton is Singleton.SCALE and size.certain:
        what = "a stratum with its only sampling unit in the sample cannot be told from a lone one"
        yield Problem(Place(data.name, 1, 1), "D310", what, "use --singleton skip")
    if design.singleton is not Singleton.ERROR:
        return
    for name in size.lone[:SHOWN]:
        index = 0
        if design.strata:
            index = frame.with_row_index().filter(pl.col(STRATUM) == name)["index"][0]
        what = f"the stratum {ticked(name)} has one sampling unit, which shows no variation"
        hint = "choose --singleton skip, scale or center"
        yield Problem(data.place(index, column), "D310", what, hint)
