"""The cases of a study: a table with its design, joined with what is wanted of each case."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl
from attrs import field, frozen

from casewise.model.case import Case
from casewise.model.vocabulary import FactType
from casewise.reading.words import suggest, ticked
from casewise.tabulation.answers import Asked, asked, names_asked, sorted_codes
from casewise.tabulation.data import Data, header, read_data
from casewise.tabulation.design import Design, DesignSize
from casewise.tabulation.faults import checked_design
from casewise.tabulation.placements import PLACEMENT, placement_variable
from casewise.tabulation.records import Classifying, check_ids, joined, placed, stated
from casewise.tabulation.variables import UNKNOWN, NotTabulated, Variable, one_of

COLUMN, FACT = "column:", "fact:"


@frozen
class Records:
    """Case records, and the name of where they come from."""

    cases: Iterable[Case]
    name: str


@frozen
class Sources:
    """What cases are made from: a table, its design, and where placements come from.

    `placement` is a column of the table that holds them (and `possible` one that holds what is
    possible); with `records` the rules place them. With neither there are no placements.
    """

    table: Path
    design: Design
    how: Classifying
    case: str = "case"
    placement: str = ""
    possible: str = ""
    records: Records | None = None


@frozen
class Cases:
    """A row for each case: the columns of the design, and those that variables are told by."""

    frame: pl.DataFrame = field(repr=False)
    design: Design
    size: DesignSize
    variables: Mapping[str, Variable]
    """The variables that were asked for, by the name they were asked by; `placement` too."""


def gather(sources: Sources, names: Iterable[str]) -> Cases:
    """The cases with the variables of these names: columns of the table, facts, rules.

    Raises:
        ProblemsFound: the table, its design or the records cannot be used.
        NotTabulated: a name is nothing that cases have.
        UnreadableTable: the file is no table.
        OSError: the file cannot be read.
    """
    wanted = [name for name in dict.fromkeys(names) if name != PLACEMENT]
    known = header(sources.table)
    columns, questions = _split(sources, known, wanted)
    data = _read(sources, columns.values())
    frame, size = checked_design(data, sources.design)
    if columns:
        own = dict.fromkeys(columns.values())
        frame = frame.hstack([_text(data.frame[name]).alias(f"{COLUMN}{name}") for name in own])
    answers = _answers(sources, data, list(questions.values()))
    if answers is not None:
        frame = frame.hstack(answers)
    variables = {asked_by: _of_column(sources, frame, name) for asked_by, name in columns.items()}
    variables |= {name: each.variable(_codes(frame, each)) for name, each in questions.items()}
    if answers is not None:
        variables[PLACEMENT] = placement_variable(sources.how.rules)
    return Cases(frame, sources.design, size, variables)


# -- names ----------------------------------------------------------------------------------------


def _split(
    sources: Sources, known: tuple[str, ...], wanted: list[str]
) -> tuple[dict[str, str], dict[str, Asked]]:
    """The names that are columns of the table, and those that are asked of records."""
    columns: dict[str, str] = {}
    questions: dict[str, Asked] = {}
    for name in wanted:
        column = "" if name.startswith(FACT) else name.removeprefix(COLUMN)
        fact = "" if name.startswith(COLUMN) or sources.records is None else name
        question = asked(sources.how.rules, fact.removeprefix(FACT)) if fact else None
        if column in known and question is not None:
            what = f"`{name}` is a column of the table and a fact of the records"
            raise NotTabulated(f"{what}: write `{COLUMN}{name}` or `{FACT}{name}`")
        if column in known:
            columns[name] = column
        elif question is not None:
            questions[name] = question
        else:
            raise _nothing(sources, known, name)
    return columns, questions


def _nothing(sources: Sources, known: tuple[str, ...], name: str) -> NotTabulated:
    facts = tuple(names_asked(sources.how.rules))
    bare = name.removeprefix(FACT).removeprefix(COLUMN)
    if sources.records is None and bare in facts:
        return NotTabulated(f"{ticked(bare)} is a fact of records: give them with --records")
    choice = (*known, *(facts if sources.records is not None else ()))
    hint = suggest(bare, choice)
    what = "column of the table" if sources.records is None else "column, fact or rule"
    return NotTabulated(f"there is no {what} {ticked(bare)}{f' ({hint})' if hint else ''}")


# -- columns --------------------------------------------------------------------------------------


def _read(sources: Sources, columns: Iterable[str]) -> Data:
    wanted = [*sources.design.columns, *columns]
    wanted += [sources.placement] if sources.placement and sources.records is None else []
    wanted += [sources.possible] if sources.possible else []
    wanted += [sources.case] if sources.records is not None else []
    return read_data(sources.table, wanted, optional=(sources.case,))


def _answers(sources: Sources, data: Data, wanted: list[Asked]) -> pl.DataFrame | None:
    """Placements and answers in the order of the table's rows, if there are any."""
    if sources.records is not None:
        check_ids(data, sources.case)
        records = placed(sources.records.cases, sources.how, wanted)
        return joined(data, sources.case, records, sources.records.name)
    if sources.case in data.frame.columns:
        check_ids(data, sources.case)
    if sources.placement:
        return stated(data, sources.placement, sources.possible, sources.how.rules)
    return None


def _text(cells: pl.Series) -> pl.Series:
    """The cells as text without space around; blank ones, and `unknown`, are missing."""
    if cells.dtype == pl.Boolean:
        return cells.replace_strict({True: "yes", False: "no"}, return_dtype=pl.Categorical)
    text = cells.cast(pl.String).str.strip_chars()
    return text.set(text.is_in(["", UNKNOWN]), None).cast(pl.Categorical)


def _codes(frame: pl.DataFrame, each: Asked) -> list[str]:
    return _distinct(frame, each.columns[0][0])


def _distinct(frame: pl.DataFrame, column: str) -> list[str]:
    found: list[str] = frame[column].drop_nulls().unique().to_list()
    return found


def _of_column(sources: Sources, frame: pl.DataFrame, name: str) -> Variable:
    """A column as a variable; one named as a fact has the codes and words of the fact first."""
    column = f"{COLUMN}{name}"
    found = set(_distinct(frame, column))
    fact = sources.how.rules.vocabulary.find("", name)
    told: list[tuple[str, str]] = []
    if fact is not None and fact.type in (FactType.YES_NO, FactType.CHOICE):
        told = [(code, fact.words(code)) for code in fact.codes]
    rest = sorted_codes(found - {code for code, _ in told})
    open_too = bool(told) or frame[column].null_count() > 0
    return one_of(name, fact.label if fact else name, column, [*told, *rest], open_too=open_too)
