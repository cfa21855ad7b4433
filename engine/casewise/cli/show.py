"""`casewise show`."""

from collections.abc import Iterator

import click

from casewise.cli.options import (
    chosen_in,
    not_found,
    reading_option,
    rules_under,
    ruleset_option,
)
from casewise.explanation.rule_words import cited, rule_table, rule_text
from casewise.model.conditions import Branch, walk
from casewise.model.rules import Rule
from casewise.model.ruleset import Reading, Ruleset
from casewise.model.vocabulary import Fact


@click.command("show")
@click.argument("names", nargs=-1, metavar="[RULE|FACT|READING]...")
@click.option("--table", is_flag=True, help="All rules as a Markdown table.")
@reading_option()
@ruleset_option()
def command(names: tuple[str, ...], table: bool, readings: tuple[str, ...], ruleset: str) -> None:
    """Show rules, facts and readings in words, with their citations.

    A name may also be that of a part of a rule, or a reading with one of its values. Without a
    name: a list of everything there is.

    \b
    Examples:
      casewise show undercover-solicitation
      casewise show victims.age_at_offense contact=required
      casewise show --table > rules.md
    """
    rules = rules_under(ruleset, chosen_in(readings))
    if table:
        click.echo(rule_table(rules), nl=False)
    elif not names:
        _list(rules)
    # All are looked up before any is printed: a name that is wrong leaves nothing half said.
    click.echo("\n".join([_text(rules, name) for name in names]), nl=False)


def _list(rules: Ruleset) -> None:
    click.echo(f"{rules.id} {rules.release}: {rules.title}\n{rules.disclaimer}\n")
    kinds = dict.fromkeys(rule.kind for rule in rules.rules)
    for kind in sorted(kinds, key=list(type(rules.rules[0].kind)).index):
        click.echo(f"{kind}")
        for rule in rules.of_kind(kind):
            click.echo(f"  {rule.id:<52} {rule.title}")
    click.echo("reading")
    for reading in rules.readings:
        click.echo(f"  {f'{reading.name} = {rules.choice[reading.name]}':<52} {reading.asks}")


def _text(rules: Ruleset, name: str) -> str:
    rule = rules.by_id.get(name) or _owner(rules, name)
    if rule is not None:
        return rule_text(rules, rule)
    reading = next((each for each in rules.readings if name in _names(each)), None)
    if reading is not None:
        return _reading(rules, reading)
    path = (
        name.replace(".", ".1.", 1) if "." in name and not name.split(".")[1].isdecimal() else name
    )
    fact = rules.vocabulary.at(path)
    if fact is not None:
        return _fact(fact, name)
    known = [
        *rules.by_id,
        *(each for reading in rules.readings for each in _names(reading)),
        *(f"{scope}.{fact.name}" if scope else fact.name for scope, fact in rules.vocabulary),
    ]
    raise not_found("There is no rule, fact or reading", name, known)


def _owner(rules: Ruleset, name: str) -> Rule | None:
    """The rule that has a part of this name: a branch or an exclusion."""
    return next((rule for rule in rules.rules if name in _parts(rule)), None)


def _parts(rule: Rule) -> Iterator[str]:
    yield from (exclusion.id for exclusion in rule.exclusions)
    yield from (f"{rule.id}>{entry.to}" for entry in rule.yields)
    for condition in rule.conditions():
        yield from (part.id for _, part in walk(condition) if isinstance(part, Branch))


def _names(reading: Reading) -> tuple[str, ...]:
    """A reading by itself, and with each of its values."""
    return (reading.name, *(f"{reading.name}={code}" for code in reading.codes))


def _reading(rules: Ruleset, reading: Reading) -> str:
    lines = [f"{reading.name} (reading)", reading.asks, f"Reason: {reading.reason}"]
    for value in reading.values:
        marks = ["default"] if value.code == reading.default else []
        marks += ["chosen"] if value.code == rules.choice[reading.name] else []
        mark = f" ({', '.join(marks)})" if marks else ""
        lines.append(f"  {value.code}{mark}: {value.means} {cited(value.cites)}")
    return "\n".join(lines) + "\n"


def _fact(fact: Fact, name: str) -> str:
    lines = [f"{name} ({fact.type})", fact.asks, f"Cites: {', '.join(map(str, fact.cites))}"]
    lines += [f"  {value.code}: {value.label}" for value in fact.values]
    lines += [f"  {inner.name} ({inner.type}): {inner.asks}" for inner in fact.facts]
    return "\n".join(lines) + "\n"
