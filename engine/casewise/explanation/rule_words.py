"""A rule in words: what it asks, of which facts, what beats it and what it beats."""

from collections.abc import Iterator

from casewise.explanation.phrases import phrases
from casewise.model.conditions import Condition
from casewise.model.references import readings_in, rules_in
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Citation

INDENT = "  "


def condition_lines(
    ruleset: Ruleset, condition: Condition, scope: str = "", depth: int = 0
) -> Iterator[str]:
    """The condition as an indented list."""
    for phrase in phrases(ruleset, condition, scope, depth):
        yield f"{INDENT * phrase.depth}{phrase.words} {cited(phrase.cites)}".rstrip()


def cited(cites: tuple[Citation, ...]) -> str:
    """`[bulletin-2003:42-43]`."""
    return f"[{', '.join(map(str, cites))}]" if cites else ""


def rule_text(ruleset: Ruleset, rule: Rule) -> str:
    """Everything a reader wants to know of a rule."""
    return "\n".join(_rule_lines(ruleset, rule)) + "\n"


def _rule_lines(ruleset: Ruleset, rule: Rule) -> Iterator[str]:
    yield f"{rule.id} ({rule.kind}{f', {rule.label}' if rule.label else ''})"
    yield rule.title
    if rule.asks:
        yield f"Asks: {rule.asks}"
    yield f"Means: {rule.means}."
    yield f"Cites: {', '.join(map(str, rule.cites))}"
    yield ""
    yield "Holds when"
    if rule.when is None:
        yield f"{INDENT}none of its neighbours does"
    else:
        yield from condition_lines(ruleset, rule.when, rule.scope, 1)
    for exclusion in rule.exclusions:
        yield f"Unless {exclusion.id}: {exclusion.means} {cited(exclusion.cites)}"
        yield from condition_lines(ruleset, exclusion.when, "", 1)
    yield from _neighbours(ruleset, rule)
    if rule.note:
        yield f"\n{rule.note.rstrip()}"


def _neighbours(ruleset: Ruleset, rule: Rule) -> Iterator[str]:
    for entry in rule.yields:
        under = "".join(f", under {name} = {value}" for name, value in entry.under)
        yield f"Yields to {entry.to}{under} {cited(entry.cites)}"
    for other in ruleset.rules:
        for entry in other.yields:
            if entry.to == rule.id:
                yield f"Comes before {other.id} {cited(entry.cites)}"
    used = [other.id for other in ruleset.rules if rule.id in rules_in(other)]
    if used:
        yield f"Used by {', '.join(used)}"
    readings = sorted(readings_in(rule))
    if readings:
        yield f"Depends on the readings {', '.join(readings)}"


def rule_table(ruleset: Ruleset) -> str:
    """A Markdown table of all rules, for `rules/README.md`."""
    lines = ["| rule | kind | what it says | lines |", "|--|--|--|--|"]
    lines += [
        f"| `{rule.id}` | {rule.kind} | {rule.means} | {', '.join(_lines(c) for c in rule.cites)} |"
        for rule in sorted(ruleset.rules, key=lambda r: (list(Kind).index(r.kind), r.id))
    ]
    return "\n".join(lines) + "\n"


def _lines(cite: Citation) -> str:
    return str(cite).partition(":")[2]
