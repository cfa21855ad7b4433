"""`casewise show`."""

import click

from casewise.cli.options import reading_option, rules_under, ruleset_option
from casewise.explanation.rule_words import cited, rule_table, rule_text
from casewise.model.ruleset import Reading, Ruleset
from casewise.model.vocabulary import Fact
from casewise.reading.shape import suggest


@click.command("show")
@click.argument("names", nargs=-1, metavar="[RULE|FACT|READING]...")
@click.option("--table", is_flag=True, help="All rules as a Markdown table.")
@reading_option()
@ruleset_option()
def command(names: tuple[str, ...], table: bool, readings: tuple[str, ...], ruleset: str) -> None:
    """Show rules, facts and readings in words, with their citations.

    Without a name: a list of everything there is.
    """
    rules = rules_under(ruleset, readings)
    if table:
        click.echo(rule_table(rules), nl=False)
    elif not names:
        _list(rules)
    for number, name in enumerate(names):
        click.echo(("\n" if number else "") + _text(rules, name), nl=False)


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
    if name in rules.by_id:
        return rule_text(rules, rules.by_id[name])
    reading = next((each for each in rules.readings if each.name == name), None)
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
        *(r.name for r in rules.readings),
        *(fact.name for _, fact in rules.vocabulary),
    ]
    hint = suggest(name, known)
    raise click.UsageError(
        f"There is no rule, fact or reading `{name}`. {hint.capitalize()}".strip()
    )


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
