"""The command line `casewise`. Commands are loaded when they are run, so that it starts fast."""

import gc
import os
import sys
from typing import Any

import click

COMMANDS = {
    "classify": ("classify", "Classify the cases in files or on standard input."),
    "map": ("map", "Draft a column map of a data file: which column is which fact."),
    "explain": ("explain", "Say in words why a case is placed where it is."),
    "verify": ("verify", "Say of a kept record whether it still holds, and if not, why."),
    "ask": ("ask", "Ask for the facts of one case, only those that can still matter."),
    "next": ("next", "Say what to ask next about a case, why, and how much is left."),
    "why-not": ("why_not", "Say what stops a case from being placed otherwise."),
    "change": ("change", "List the smallest changes that give another outcome."),
    "check": ("check", "Check rule files and case files, and worked cases against the rules."),
    "test": ("test", "Try worked cases, and ask whether they are enough."),
    "audit": ("audit", "Ask of the rules: gaps, overlaps, what is dead or redundant."),
    "codebook": ("codebook", "Write the rules as a codebook: static pages, or Markdown."),
    "reproduce": ("reproduce", "Compute every printed figure of a study anew, from case records."),
    "study": ("study", "Show how the sample was drawn; weigh a sample, or make a synthetic one."),
    "diff": ("diff", "Say what differs between two rulesets, and which cases that moves."),
    "readings": ("readings", "Run all combinations of readings, over all cases and records."),
    "show": ("show", "Show a rule, fact or reading in words, with its citations."),
    "sources": ("sources", "Show what each rule cites, beside the passage if given the text."),
    "schema": ("schema", "Print a JSON Schema for case files, rule files or kept records."),
    "tabulate": ("tabulate", "Weighted totals and proportions, with their sampling error."),
    "export": ("export", "Write the same tables as a script for R, Stata or SPSS."),
    "serve": ("serve", "Serve a local page: a case by questions, and a table of cases."),
    "doctor": ("doctor", "Say what is installed here and whether it works."),
}

COMPLETION = "_CASEWISE_COMPLETE"
"""The variable by which a shell asks for completions, as click has it."""

UNCOLLECTED = 100_000
"""How many objects may pile up before they are searched for cycles; a short run makes fewer."""


class Commands(click.Group):
    """The group of commands, each in a module of its own that is imported when wanted."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The names, in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        module = import_module(f"casewise.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for one that does not exist."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            ctx.fail(f"There is no command `{args[0]}`.{hint}")
        return super().resolve_command(ctx, args)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="Exit codes: 0 done; 1 a check found something; 2 usage or unreadable input; "
    "3 an error inside casewise; 4 the only case given is undecided; 130 interrupted.",
)
@click.version_option(package_name="casewise", message="casewise %(version)s")
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
@click.pass_context
def group(ctx: click.Context, debug: bool) -> None:
    """Classify a case against cited rules, and say why.

    A research classification of structured facts under the rules of one study, never a legal
    finding. Nothing leaves this machine.

    \b
    Try:
      casewise explain case.yaml           one case, in words
      casewise classify *.yaml             many cases, a line each
      cat cases.jsonl | casewise classify --format csv
      casewise show undercover-solicitation
    """
    ctx.obj = debug


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    if arguments is not None:
        sys.exit(_run(arguments))
    gc.set_threshold(UNCOLLECTED)
    _leave(_run(sys.argv[1:]))


def _leave(code: int) -> None:
    """End the process at once: to take apart all that was built takes an eighth of a short run."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        code = _answered(error, debug=False)
    os._exit(code)


def _run(arguments: list[str]) -> int:
    """The exit code of a run. A stream that the caller has closed is `None` to Python."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # open until the process ends
    if sys.stdout is None:
        _say("casewise: there is no standard output to write to")
        return 2
    try:
        return _invoke(arguments)
    except (click.Abort, KeyboardInterrupt):
        _say("\ninterrupted")
        return 130
    except Exception as error:
        return _answered(error, "--debug" in arguments)


def _invoke(arguments: list[str]) -> int:
    """Run the command. The `main` of click would take a broken pipe for a failure, and exit."""
    completion = os.environ.get(COMPLETION)
    if completion:
        from click.shell_completion import shell_complete

        return shell_complete(group, {}, "casewise", COMPLETION, completion)
    try:
        with group.make_context("casewise", list(arguments)) as context:
            code = group.invoke(context)
    except click.exceptions.Exit as left:
        return left.exit_code
    return code if isinstance(code, int) else 0


def _answered(error: Exception, debug: bool) -> int:
    """Say what went wrong; the exit code that goes with it."""
    if isinstance(error, BrokenPipeError):  # the reader has gone; there is nobody to tell
        _write_no_more()
        return 0
    try:
        if isinstance(error, click.ClickException):
            error.show()
            return 2
        return _failed(error, debug)
    except OSError:  # standard error takes no words either
        return 2


def _write_no_more() -> None:
    """Let what is still to be written go nowhere, so that ending does not fail in its turn."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(words: str) -> None:
    click.echo(words, err=True)


def _failed(error: Exception, debug: bool) -> int:
    from casewise.errors import CasewiseError, ProblemsFound

    if isinstance(error, ProblemsFound):
        _show_problems(error.problems)
        return 2
    if debug:
        from traceback import print_exception

        print_exception(error)
    if isinstance(error, CasewiseError):
        _say(f"casewise: {error}")
        return 2
    if isinstance(error, OSError):
        if error.filename is None:  # what is read says which file it is
            _write_no_more()
        from casewise.cli.options import unusable

        _say(f"casewise: {unusable(error)}")
        return 2
    return _internal(error, debug)


MAX_SHOWN = 50


def _show_problems(problems: tuple[Any, ...]) -> None:
    for problem in problems[:MAX_SHOWN]:
        _say(str(problem))
    count = len(problems)
    more = f", the first {MAX_SHOWN} shown" if count > MAX_SHOWN else ""
    _say(f"{count} problem{'s' if count != 1 else ''}{more}")


def _internal(error: Exception, debug: bool) -> int:
    """An error of the program: a report id that says where it arose, and no facts."""
    from casewise.errors import report_id

    more = "" if debug else "; run `casewise --debug …` for more"
    _say(f"casewise: an error inside casewise (report id {report_id(error)}){more}")
    return 3
