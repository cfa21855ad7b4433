"""A progress bar on a terminal's standard error."""

import sys
from time import monotonic

import click

WIDTH = 30
PATIENCE = 1.0
"""Seconds of work before there is a bar."""
PAUSE = 0.2
"""Seconds between two pictures of it."""


class Bar:
    """How far the work is; nothing where standard error is no terminal, or the work is short."""

    def __init__(self, what: str, whole: int | None) -> None:
        self._what = what
        self._whole = whole
        self._started = monotonic()
        self._next = self._started + PATIENCE
        self._shown = 0
        self._on = sys.stderr.isatty()

    def at(self, count: int) -> None:
        """So many are done."""
        if self._on and monotonic() > self._next:
            self._next = monotonic() + PAUSE
            line = self.line(count, monotonic() - self._started)
            click.echo("\r" + line.ljust(self._shown), nl=False, err=True)
            self._shown = len(line)

    def line(self, count: int, seconds: float) -> str:
        """The picture after so many seconds."""
        pace = f"{count:,} {self._what}, {count / max(seconds, 0.001):,.0f} a second"
        if not self._whole:
            return pace
        share = min(count / self._whole, 1.0)
        full = int(share * WIDTH)
        return f"[{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}  {pace}"

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            click.echo("\r" + " " * self._shown + "\r", nl=False, err=True)
