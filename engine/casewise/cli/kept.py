"""Keeping the classification of one case as a record."""

from collections.abc import Iterator
from pathlib import Path

import click

from casewise.cli.new_file import write_new
from casewise.result import Result


def keep_only(
    results: Iterator[Result], path: Path, *, facts: bool, timed: bool
) -> Iterator[Result]:
    """The only result, once its record is written.

    Raises:
        UsageError: there are several.
        OSError: the record cannot be written.
    """
    from casewise.recording.making import record_text

    found = next(results)
    if next(results, None) is not None:
        raise click.UsageError("`--record` keeps one case: name it, `FILE::CASE`.")
    write_new(path, record_text(found, facts=facts, time=_now() if timed else None))
    yield found


def _now() -> str:
    from datetime import UTC, datetime

    from casewise.recording.making import TIME

    return datetime.now(UTC).strftime(TIME)
