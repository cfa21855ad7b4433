"""`casewise study`: how a sample was drawn, its weights, and a synthetic one."""

import json
from pathlib import Path

import click

from casewise.cli.options import note, ruleset_option
from casewise.library import RECORDS, SAMPLE, load, load_sample, load_study


@click.group("study")
def command() -> None:
    """Show how a study drew its sample, weigh a sample, or make a synthetic one.

    \b
    Examples:
      casewise study design
      casewise study weigh sample.csv > weighted.csv
      casewise study cohort my-cohort
    """


@command.command("design", short_help="Show strata, flow, rates and how weights are made.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "svg"]), default="text",
    show_default=True,
)  # fmt: skip
@ruleset_option()
def design(form: str, ruleset: str) -> None:
    """Strata, the flow from agencies to interviews, AAPOR's rates, and how weights are made.

    Sums that do not come out are said, not mended. As SVG: the flow, as a figure with words for it.

    \b
    Examples:
      casewise study design
      casewise study design --format svg > flow.svg
    """
    from casewise.study.design_text import design_text
    from casewise.study.flow_figure import flow_figure

    found = load_study(ruleset, load(ruleset)).design
    if form == "svg":
        click.echo(flow_figure(found), nl=False)
    elif form == "json":
        from casewise.study.design_json import design_json

        click.echo(json.dumps(design_json(found), indent=2, ensure_ascii=False))
    else:
        for line in design_text(found):
            click.echo(line)


@command.command("weigh", short_help="Give each row of a sample its weight.")
@click.argument("sample", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@ruleset_option()
def weigh(sample: Path, ruleset: str) -> None:
    """Give each row of a sample its weight, from how it was drawn.

    SAMPLE is a CSV file with the columns `case`, `stratum`, `agency`, `agency_cases`, `screening`,
    `selection_rate`, and attributes. Added, or made anew: `base_weight`, `nonresponse_adjustment`
    and `weight`; `casewise study design` says how. A row with a stratum that the design does not
    have, a rate above 1, or a case that is taken with certainty and has another rate, is an error.

    \b
    Example:
      casewise study weigh sample.csv > weighted.csv
    """
    from casewise.study.files import sample_text
    from casewise.study.weights import weighed

    study = load_study(ruleset, load(ruleset))
    rows = weighed(study.design, load_sample(sample, study))
    click.echo(sample_text(rows, study.attributes), nl=False)


@command.command("cohort", short_help="Make a synthetic sample with the printed margins.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@ruleset_option()
def cohort(folder: Path, ruleset: str) -> None:
    """Make a synthetic sample that has the printed margins, in a folder.

    It is made from the recipe of the study (`study/cohort.yaml`), always the same. No record in it
    is of a case, and none says where it belongs: that is for `casewise classify`.

    \b
    Example:
      casewise study cohort my-cohort && casewise reproduce --cohort my-cohort
    """
    from casewise.study.cohort import make
    from casewise.study.files import records_text, sample_text

    rules = load(ruleset)
    study = load_study(ruleset, rules)
    if study.recipe is None:
        raise click.UsageError(f"The study of `{rules.id}` has no recipe for a sample.")
    made = make(study.recipe, study.design, rules.vocabulary)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECORDS).write_text(records_text(made.cases, rules.vocabulary), "utf-8")
    (folder / SAMPLE).write_text(sample_text(made.rows, study.attributes), "utf-8")
    note(f"{len(made.cases):,} synthetic records in {folder}")
