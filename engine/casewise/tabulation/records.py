"""Records placed by the rules and joined to the rows of a table of cases, by the id of the case."""

from collections.abc import Iterable, Sequence

import polars as pl
from attrs import frozen

from casewise.errors import Place, Problem, ProblemsFound
from casewise.evaluation.classification import classify, meant
from casewise.evaluation.placement import SEPARATOR, final_outcomes, placements
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.words import suggest, ticked
from casewise.result import UNDECIDED
from casewise.tabulation.answers import Asked
from casewise.tabulation.data import SHOWN, Data
from casewise.tabulation.placements import PLACEMENT, POSSIBLE

CASE = "case"


@frozen
class Classifying:
    """How records are placed: the rules, the readings named by the user, the engine."""

    rules: Ruleset
    named: frozenset[str] = frozenset()
    engine: str | None = None


def placed(cases: Iterable[Case], how: Classifying, wanted: Sequence[Asked]) -> pl.DataFrame:
    """A row for each record: its id, placement, possible outcomes, and what it says of `wanted`.

    Raises:
        ProblemsFound: a record has no id (D316).
        NotLoadable, EngineFailure, UnknownReading: as `classify` and `meant` say.
    """
    columns = [column for each in wanted for column in each.columns]
    rows: dict[str, list[str | None]] = {CASE: [], PLACEMENT: [], POSSIBLE: []}
    rows |= {name: [] for name, _ in columns}
    for case in cases:
        result = classify(meant(how.rules, case, how.named), case, how.engine)
        rows[CASE].append(_id(case))
        rows[PLACEMENT].append(result.placement)
        rows[POSSIBLE].append(SEPARATOR.join(sorted(result.possible)))
        for name, answer in columns:
            rows[name].append(answer(case.values))
    return pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String))


def _id(case: Case) -> str:
    if case.id is None:
        place = case.place or Place("records", 1, 1)
        what = "the record has no `case` id to join it by"
        raise ProblemsFound([Problem(place, "D316", what)])
    return case.id


def joined(data: Data, case: str, records: pl.DataFrame, source: str) -> pl.DataFrame:
    """The records in the order of the table's rows, exactly one for each.

    Raises:
        ProblemsFound: a row has no id or one that another row has (D311, D312), a case has no
            record (D313), or a record no row (D314).
    """
    check_ids(data, case)
    ids = data.frame.select(pl.col(case).cast(pl.String).str.strip_chars().alias(CASE))
    problems = [*_without_record(data, case, records), *_without_row(ids, records, source)]
    if problems:
        raise ProblemsFound(problems)
    return ids.join(records, on=CASE, how="left", maintain_order="left").drop(CASE)


def check_ids(data: Data, case: str) -> None:
    """See that every row has an id of its own.

    Raises:
        ProblemsFound: one has none (D312) or that of another (D311).
    """
    text = pl.col(case).cast(pl.String).str.strip_chars()
    blank = text.is_null() | (text == "")
    problems = list(data.problems(blank, case, "D312", "the row has no case id"))
    if not _surely_distinct(data.frame.select(text).to_series()):
        twice = ~text.is_first_distinct() & ~blank
        problems += data.problems(twice, case, "D311", "the case {} stands in an earlier row too")
    if problems:
        raise ProblemsFound(problems)


def _surely_distinct(ids: pl.Series) -> bool:
    """Whether the ids have different hashes, which is told sooner: then no two are the same."""
    return ids.hash().n_unique() == ids.len()


def _without_record(data: Data, case: str, records: pl.DataFrame) -> Iterable[Problem]:
    known = records[CASE].implode()
    missing = ~pl.col(case).cast(pl.String).str.strip_chars().is_in(known)
    return data.problems(missing, case, "D313", "the case {} has no record")


def _without_row(ids: pl.DataFrame, records: pl.DataFrame, source: str) -> Iterable[Problem]:
    extra = records.filter(~pl.col(CASE).is_in(ids[CASE].implode()))[CASE]
    place = Place(source, 1, 1)
    for name in extra.head(SHOWN):
        yield Problem(place, "D314", f"the record of case {ticked(name)} has no row in the table")
    if extra.len() > SHOWN:
        yield Problem(place, "D314", f"so have {extra.len() - SHOWN:,} more records")


# -- placements that stand in the table ------------------------------------------------------------


def stated(data: Data, placement: str, possible: str, rules: Ruleset) -> pl.DataFrame:
    """The placements that a table states; without a column of what is possible, what must be.

    A case that is placed is taken as settled, one that is undecided as open to every outcome; a
    placement in a category whose subtype is open, as open to its subtypes.

    Raises:
        ProblemsFound: a cell is no outcome of the rules (D315).
    """
    frame = data.frame.select(_text(placement).alias(PLACEMENT))
    codes = frame[PLACEMENT].unique().to_list()
    _check_outcomes(data, placement, codes, placements(rules))
    if possible and possible in data.frame.columns:
        cells = data.frame.select(_text(possible).alias(POSSIBLE))[POSSIBLE]
        words = {word for cell in cells.unique().to_list() for word in (cell or "").split("|")}
        _check_outcomes(data, possible, words, final_outcomes(rules))
        return frame.with_columns(cells)
    meaning = {code: SEPARATOR.join(_possible(rules, code)) for code in codes if code}
    return frame.with_columns(pl.col(PLACEMENT).replace_strict(meaning).alias(POSSIBLE))


def _text(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.strip_chars()


def _possible(rules: Ruleset, placement: str) -> Sequence[str]:
    if placement == UNDECIDED:
        return final_outcomes(rules)
    subtypes = rules.subtypes.get(placement, ())
    return [subtype.id for subtype in subtypes] or [placement]


def _check_outcomes(
    data: Data, column: str, found: Iterable[str | None], known: tuple[str, ...]
) -> None:
    """See that every cell holds outcomes of the rules.

    Raises:
        ProblemsFound: one does not (D315).
    """
    for word in sorted({word or "" for word in found} - set(known)):
        text = _text(column)
        wrong = (
            text.is_null() | (text == "")
            if not word
            else (text.str.split(SEPARATOR).list.contains(word))
        )
        what = f"{ticked(word)} is no outcome of the rules" if word else "the case has no outcome"
        raise ProblemsFound(data.problems(wrong, column, "D315", what, suggest(word, known)))
