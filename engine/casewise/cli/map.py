"""`casewise map`."""

from pathlib import Path

import click

from casewise.cli.options import not_installed, rules_under, ruleset_option
from casewise.cli.sampled import write_whole


@click.command("map")
@click.argument("data", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write the map to this file instead of standard output.")  # fmt: skip
@ruleset_option()
def command(data: Path, out: Path | None, ruleset: str) -> None:
    """Draft a column map: which columns of a data file look like facts, and what codes they have.

    Facts are guessed by names and labels, and each guess is marked. What a code means is filled in
    only where the code is an answer, or its label in an SPSS or Stata file is; all others stand
    empty with their counts, blanks too. Fill them in, then run `casewise classify DATA --map FILE
    --out FILE`, which takes no code without a meaning.

    \b
    Examples:
      casewise map wave1.sav --out map.yaml
      casewise map cases.csv
    """
    try:
        from casewise.files.draft_text import draft_text
        from casewise.files.drafting import drafted
        from casewise.files.opening import open_table
    except ModuleNotFoundError as error:
        raise not_installed(error, "data") from None
    vocabulary = rules_under(ruleset, {}).vocabulary
    text = draft_text(drafted(open_table(data, vocabulary, all_lines=True), vocabulary))
    if out is None:
        click.echo(text, nl=False)
    else:
        write_whole(out, text.encode())
