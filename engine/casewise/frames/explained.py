"""Reasons as a table: what an explanation id stands for."""

from collections.abc import Iterable

import polars as pl

from casewise.evaluation.placement import SEPARATOR
from casewise.frames.reasons import Reason

SCHEMA: dict[str, pl.DataType] = {
    "explanation": pl.UInt64(),
    "placement": pl.String(),
    "possible": pl.String(),
    "rule": pl.String(),
    "text": pl.String(),
}


def explained(reasons: Iterable[Reason]) -> pl.DataFrame:
    """A row for each reason, ordered by id."""
    rows = [
        (
            reason.id,
            reason.result.placement,
            SEPARATOR.join(sorted(reason.result.possible)),
            reason.rule,
            reason.text(),
        )
        for reason in reasons
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("explanation")
