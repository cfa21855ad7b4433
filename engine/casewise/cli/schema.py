"""`casewise schema`."""

import json

import click

from casewise.cli.options import ruleset_option
from casewise.library import load


@click.command("schema")
@click.argument("what", type=click.Choice(["cases", "rules", "record"]))
@ruleset_option()
def command(what: str, ruleset: str) -> None:
    """Print a JSON Schema for case files, rule files or kept records.

    \b
    Example:
      casewise schema cases > cases.schema.json     for completion in an editor
      casewise schema record                        what `classify --record` writes

    \b
    In a case file, the first line tells an editor where the schema lies:
      # yaml-language-server: $schema=cases.schema.json
    """
    from casewise.reading.schema import case_schema, record_schema, rule_schema

    schemas = {"cases": case_schema, "rules": rule_schema, "record": record_schema}
    click.echo(json.dumps(schemas[what](load(ruleset)), indent=2, ensure_ascii=False))
