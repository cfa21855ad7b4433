"""The kinds of data file, told by the endings of their names."""

from enum import StrEnum
from pathlib import Path

from casewise.errors import CasewiseError


class Format(StrEnum):
    """A kind of data file."""

    CSV = "CSV"
    TSV = "TSV"
    PARQUET = "Parquet"
    ARROW = "Arrow"
    JSON_LINES = "JSON lines"
    SPSS = "SPSS"
    STATA = "Stata"
    EXCEL = "Excel"


ENDINGS = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
    ".arrow": Format.ARROW,
    ".feather": Format.ARROW,
    ".ipc": Format.ARROW,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".sav": Format.SPSS,
    ".zsav": Format.SPSS,
    ".dta": Format.STATA,
    ".xlsx": Format.EXCEL,
}
LABELLED = (Format.SPSS, Format.STATA)
"""Files whose codes and columns have labels, and missing values of several kinds."""
WITH_BLANKS = (Format.CSV, Format.TSV, Format.SPSS, Format.STATA, Format.EXCEL)
"""Files in which a cell may be blank; in the others nothing says that the answer is not known."""


class UnknownFormat(CasewiseError):
    """The name of a file has an ending that is none of a data file."""


def format_of(path: Path) -> Format:
    """The kind of a data file.

    Raises:
        UnknownFormat: its name has another ending.
    """
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        known = ", ".join(ENDINGS)
        raise UnknownFormat(f"{path}: the name of a data file ends in one of {known}")
    return found
