"""The totals of a classified Spark frame, and with them the fingerprint of the run."""

from collections.abc import Mapping

from pyspark.sql import DataFrame

from casewise.files.tally import PLACEMENT, POSSIBLE, Totals
from casewise.library import DEFAULT_RULESET, load
from casewise.model.ruleset import Ruleset
from casewise.spark.telling import named


def totals(
    df: DataFrame,
    *,
    ruleset: Ruleset | str = DEFAULT_RULESET,
    readings: Mapping[str, str] | None = None,
    prefix: str = "",
) -> Totals:
    """How many rows of a classified frame have each answer; this runs the frame.

    `totals(…).fingerprint` is that of the same rows classified on one machine, in whatever order
    and however shared out.

    Args:
        df: what `classify` gave, with at least its columns `placement` and `possible`.
        ruleset: the rules that it was classified by, or their name or folder.
        readings: the readings that it was classified under.
        prefix: what the names of the columns of results begin with.

    Raises:
        UnknownReading, UnknownRuleset: as their names say.
    """
    rules = (load(ruleset) if isinstance(ruleset, str) else ruleset).under(readings or {})
    answer = [named(prefix + name) for name in (PLACEMENT, POSSIBLE)]
    counted = df.groupBy(*answer).count().collect()
    answers = sorted(((placement, possible), count) for placement, possible, count in counted)
    return Totals(rules.fingerprint, tuple(answers))
