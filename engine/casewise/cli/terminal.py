"""A person at a terminal: lines said and lines typed, without taking over the screen."""

import os
import sys
from collections.abc import Iterable
from shutil import get_terminal_size
from textwrap import fill

import click
from attrs import frozen

NARROW, WIDE = 80, 96


@frozen
class Terminal:
    """How to speak: at most so wide; `rich` in colour. All goes to standard error."""

    width: int
    rich: bool

    def say(self, words: str = "", indent: int = 0, hang: int = 0) -> None:
        """A paragraph, wrapped; `hang` indents its lines but the first further."""
        click.echo(self.wrapped(words, indent, hang), err=True)

    def say_all(self, lines: Iterable[str]) -> None:
        """Lines as they are."""
        for line in lines:
            click.echo(line, err=True)

    def head(self, words: str) -> None:
        """A paragraph that stands out, where colours are to be had."""
        text = self.wrapped(words, 0, 0)
        click.echo(click.style(text, bold=True) if self.rich else text, err=True, color=self.rich)

    def wrapped(self, words: str, indent: int, hang: int) -> str:
        """The lines of a paragraph."""
        return fill(
            words, self.width, initial_indent=" " * indent, subsequent_indent=" " * (indent + hang),
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip

    def ask(self, prompt: str) -> str:
        """What is typed on one line.

        Raises:
            Abort: the input ended, or was interrupted.
        """
        click.echo(f"{prompt} ", nl=False, err=True)
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:
            return ""
        if not line:
            raise click.Abort
        return line.strip()


def is_interactive() -> bool:
    """Whether somebody can be asked: standard input and standard error are a terminal."""
    streams = (sys.stdin, sys.stderr)
    return all(stream is not None and stream.isatty() for stream in streams)


def terminal(*, plain: bool) -> Terminal:
    """The terminal at hand; `plain` is narrow and without colour, for screen readers."""
    if plain:
        return Terminal(NARROW, rich=False)
    rich = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Terminal(min(WIDE, get_terminal_size((NARROW, 24)).columns), rich)
