"""`casewise schema`."""

import json

import click

from casewise.cli.options import ruleset_option
from casewise.library import load


@click.command("schema")
@click.argument("what", type=click.Choice(["cases", "rules"]))
@ruleset_option()
def command(what: str, ruleset: str) -> None:
    """Print a JSON Schema for case files or rule files, for completion in an editor.

    \b
    Example:
      casewise schema cases > cases.schema.json

    \b
    In a case file, the first line tells an editor where the schema lies:
      # yaml-language-server: $schema=cases.schema.json
    """
    from casewise.reading.schema import case_schema, rule_schema

    rules = load(ruleset)
    schema = case_schema(rules) if what == "cases" else rule_schema(rules)
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))
