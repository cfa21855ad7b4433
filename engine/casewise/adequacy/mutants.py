"""Mutants of a ruleset: what one mistake at one place of its files would make of it."""

from collections.abc import Iterable, Iterator

from attrs import evolve, field, frozen

from casewise.adequacy.edits import Editor
from casewise.errors import Place
from casewise.model.rules import Kind, Rule, Yield
from casewise.model.ruleset import Reading, Ruleset
from casewise.reading.contradictions import contradictions
from casewise.reading.precedence import circles

EXCLUSION = "exclusion dropped"
PRECEDENCE_DROPPED, PRECEDENCE_REVERSED = "precedence dropped", "precedence reversed"
PRECEDENCE_REDIRECTED, PRECEDENCE_ADDED = "precedence redirected", "precedence added"
PRECEDENCE_UNDER = "precedence under another reading"
GAP_ORDER, DEFAULT = "gaps reordered", "default reading changed"


@frozen
class Mutant:
    """A ruleset that differs by one edit: by which operator, of what, where, and in words."""

    operator: str
    about: str
    """The rule, exclusion, precedence (`loser>winner`) or reading that was edited."""
    words: str
    place: Place | None
    ruleset: Ruleset = field(repr=False)


def mutants(ruleset: Ruleset) -> list[Mutant]:
    """Every mutant that the reader of rule files would take, each meaning once, in a fixed order.

    Parts that cannot be left out are made constant instead; no file can say that, but the mistake
    is one. The original's readings keep the values that were chosen.
    """
    made = [*_of_rules(ruleset), *_of_gap_order(ruleset), *_of_defaults(ruleset)]
    clashes = _clashes(ruleset.rules)
    found: dict[object, Mutant] = {_meaning(ruleset): Mutant("", "", "", None, ruleset)}
    for mutant in made:
        if _clashes(mutant.ruleset.rules) <= clashes:
            found.setdefault(_meaning(mutant.ruleset), mutant)
    return list(found.values())[1:]


def _meaning(ruleset: Ruleset) -> object:
    return ruleset.rules, ruleset.gap_order, ruleset.chosen


def _clashes(rules: Iterable[Rule]) -> int:
    return sum(1 for _ in contradictions({rule.id: rule for rule in rules}))


# -- rules ----------------------------------------------------------------------------------------


def _of_rules(ruleset: Ruleset) -> Iterator[Mutant]:
    editor = Editor(ruleset.vocabulary, ruleset.readings)
    for rule in ruleset.rules:
        yield from _of_condition(ruleset, rule, editor)
        for position, exclusion in enumerate(rule.exclusions):
            yield from _of_exclusion(ruleset, rule, position, editor)
            left = tuple(each for each in rule.exclusions if each is not exclusion)
            words = f"exclusion `{exclusion.id}` dropped"
            changed = _with(ruleset, {rule.id: evolve(rule, exclusions=left)})
            yield Mutant(EXCLUSION, exclusion.id, words, exclusion.place, changed)
        for entry in rule.yields:
            yield from _of_precedence(ruleset, rule, entry)
        yield from _more_precedence(ruleset, rule)


def _of_condition(ruleset: Ruleset, rule: Rule, editor: Editor) -> Iterator[Mutant]:
    if rule.when is None:
        return
    for edit in editor.edits(rule.when, rule.scope):
        changed = _with(ruleset, {rule.id: evolve(rule, when=edit.condition)})
        yield Mutant(edit.operator, rule.id, edit.words, edit.place or rule.place, changed)


def _of_exclusion(ruleset: Ruleset, rule: Rule, position: int, editor: Editor) -> Iterator[Mutant]:
    exclusion = rule.exclusions[position]
    for edit in editor.edits(exclusion.when, absorbed=False):
        exclusions = list(rule.exclusions)
        exclusions[position] = evolve(exclusion, when=edit.condition)
        changed = _with(ruleset, {rule.id: evolve(rule, exclusions=tuple(exclusions))})
        place = edit.place or exclusion.place
        yield Mutant(edit.operator, exclusion.id, edit.words, place, changed)


def _with(ruleset: Ruleset, changed: dict[str, Rule]) -> Ruleset:
    rules = tuple(changed.get(rule.id, rule) for rule in ruleset.rules)
    return evolve(ruleset, rules=rules, variants={})


# -- precedence -----------------------------------------------------------------------------------


def _of_precedence(ruleset: Ruleset, rule: Rule, entry: Yield) -> Iterator[Mutant]:
    def mutant(operator: str, words: str, changed: dict[str, Rule]) -> Iterator[Mutant]:
        if _is_valid(ruleset, changed):
            about = f"{rule.id}>{entry.to}"
            yield Mutant(operator, about, words, entry.place, _with(ruleset, changed))

    def replaced(new: Yield | None) -> dict[str, Rule]:
        entries = (new if each is entry else each for each in rule.yields)
        return {rule.id: evolve(rule, yields=tuple(each for each in entries if each))}

    words = f"`{rule.id}` yields to `{entry.to}`"
    yield from mutant(PRECEDENCE_DROPPED, f"{words}: dropped", replaced(None))
    winner = ruleset.by_id[entry.to]
    turned = evolve(winner, yields=(*winner.yields, evolve(entry, to=rule.id)))
    yield from mutant(
        PRECEDENCE_REVERSED, f"{words}: reversed", replaced(None) | {winner.id: turned}
    )
    for other in _neighbours(ruleset, rule):
        if other.id not in {each.to for each in rule.yields}:
            said = f"{words}: to `{other.id}` instead"
            yield from mutant(PRECEDENCE_REDIRECTED, said, replaced(evolve(entry, to=other.id)))
    for under in _other_unders(ruleset, entry):
        said = f"{words}: {_under_words(under)}"
        yield from mutant(PRECEDENCE_UNDER, said, replaced(evolve(entry, under=under)))


def _more_precedence(ruleset: Ruleset, rule: Rule) -> Iterator[Mutant]:
    """The rule yields to a neighbour with which it has no precedence yet."""
    for other in _neighbours(ruleset, rule):
        related = {each.to for each in rule.yields} | {
            other.id for each in other.yields if each.to == rule.id
        }
        changed = {rule.id: evolve(rule, yields=(*rule.yields, Yield(other.id, ())))}
        if other.id not in related and _is_valid(ruleset, changed):
            words = f"`{rule.id}` yields to `{other.id}`: added"
            about = f"{rule.id}>{other.id}"
            yield Mutant(PRECEDENCE_ADDED, about, words, rule.place, _with(ruleset, changed))


def _neighbours(ruleset: Ruleset, rule: Rule) -> list[Rule]:
    """The other rules of the family that do not take what remains."""
    if rule.kind not in (Kind.CATEGORY, Kind.SUBTYPE) or rule.when is None:
        return []
    family = (r for r in ruleset.of_kind(rule.kind) if r.parent == rule.parent)
    return [other for other in family if other is not rule and other.when is not None]


def _other_unders(ruleset: Ruleset, entry: Yield) -> Iterator[tuple[tuple[str, str], ...]]:
    """One reading left out, or another value of it."""
    codes = {reading.name: reading.codes for reading in ruleset.readings}
    for position, (name, value) in enumerate(entry.under):
        before, after = entry.under[:position], entry.under[position + 1 :]
        yield (*before, *after)
        yield from ((*before, (name, code), *after) for code in codes[name] if code != value)


def _under_words(under: tuple[tuple[str, str], ...]) -> str:
    return f"under {', '.join(map('='.join, under))}" if under else "under every reading"


def _is_valid(ruleset: Ruleset, changed: dict[str, Rule]) -> bool:
    """Whether nothing yields in a circle under any reading, or to the same rule twice."""
    rules = {rule.id: changed.get(rule.id, rule) for rule in ruleset.rules}
    for rule in changed.values():
        named = [(entry.to, entry.under) for entry in rule.yields]
        if len(named) != len(set(named)):
            return False
    codes = {reading.name: reading.codes for reading in ruleset.readings}
    return not any(True for _ in circles(rules, codes))


# -- what is not in a rule ------------------------------------------------------------------------


def _of_gap_order(ruleset: Ruleset) -> Iterator[Mutant]:
    """Two gaps that follow each other change places; what remains stays last."""
    order = ruleset.gap_order
    for position in range(len(order) - 2):
        first, second = order[position : position + 2]
        swapped = (*order[:position], second, first, *order[position + 2 :])
        changed = evolve(ruleset, gap_order=swapped, variants={})
        words = f"`{second}` is considered before `{first}`"
        yield Mutant(GAP_ORDER, second, words, ruleset.by_id[second].place, changed)


def _of_defaults(ruleset: Ruleset) -> Iterator[Mutant]:
    for reading in ruleset.readings:
        for code in reading.codes:
            if code != reading.default:
                words = f"the default of `{reading.name}` became `{code}`"
                changed = _with_default(ruleset, reading, code)
                yield Mutant(DEFAULT, reading.name, words, reading.place, changed)


def _with_default(ruleset: Ruleset, reading: Reading, code: str) -> Ruleset:
    def other(each: Reading) -> Reading:
        return evolve(each, default=code) if each is reading else each

    chosen = tuple((n, code if n == reading.name else v) for n, v in ruleset.chosen)
    readings = tuple(map(other, ruleset.readings))
    return evolve(ruleset, readings=readings, chosen=chosen, variants={})
