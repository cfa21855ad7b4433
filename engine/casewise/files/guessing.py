"""Which fact a column looks like, by its name and its label: only ever a draft."""

import re
from difflib import SequenceMatcher
from itertools import product

from attrs import frozen

from casewise.files.table import Table
from casewise.model.column_map import Target
from casewise.model.vocabulary import FactType, Vocabulary
from casewise.reading.column_targets import Scope, find_target, targets_of

ALIKE = 0.8
"""How alike a name must be to that of a fact, from 0 to 1."""
_WORD = re.compile("[a-z]+|[0-9]+")
_NUMBER = re.compile(r"^(.*?)[_.]?([1-9])[_.]?(.*)$")


@frozen
class Guess:
    """The fact that a column looks like, and why."""

    target: Target
    why: str


def guess(table: Table, vocabulary: Vocabulary) -> dict[str, Guess]:
    """What each column looks like; a fact is given to the column that is most like it."""
    exact = targets_of(Scope(vocabulary))
    found = {name: Guess(exact[name], "its name") for name in table.schema if name in exact}
    taken = {str(each.target) for each in found.values()}
    scored = [
        (score, name, target, why)
        for name in table.schema
        if name not in found
        for score, target, why in _scored(name, table.labels.columns.get(name, ""), vocabulary)
        if score >= ALIKE
    ]
    for _, name, target, why in sorted(scored, key=lambda each: (-each[0], each[1])):
        if name not in found and str(target) not in taken:
            found[name] = Guess(target, why)
            taken.add(str(target))
    return found


def _scored(name: str, label: str, vocabulary: Vocabulary) -> list[tuple[float, Target, str]]:
    """How alike a column is to each fact."""
    found = []
    for path in _paths(name, vocabulary):
        target = find_target(Scope(vocabulary), path)
        if target is None:
            continue
        fact = target.fact
        by_name = _alike(name, path.rpartition(".")[2] if target.number else path)
        own = _NUMBER.sub(r"\1\3", name) if target.number else name
        by_name = max(by_name, _alike(own, fact.name)) if target.number else by_name
        by_label = max(_alike(label, fact.label), _alike(label, fact.asks)) if label else 0.0
        score, why = max((by_name, "its name is like it"), (by_label, "its label is like it"))
        found.append((score, target, why))
    return found


def _paths(name: str, vocabulary: Vocabulary) -> list[str]:
    """The facts that a column can be about: of the case, or of the entity of its number."""
    plain = [fact.name for fact in vocabulary.facts if fact.type is not FactType.LIST]
    members = [
        f"{fact.name}.{code}"
        for fact in vocabulary.facts
        if fact.type is FactType.SET
        for code in fact.codes
    ]
    numbered = _NUMBER.match(name)
    inner = [
        f"{group.name}.{numbered[2]}.{fact.name}"
        for group, _ in product(vocabulary.lists(), [0])
        for fact in group.facts
        if numbered
    ]
    return [*plain, *members, *inner]


def _alike(first: str, second: str) -> float:
    """How alike two texts are, whatever stands between their words."""
    one, other = (" ".join(_WORD.findall(text.lower())) for text in (first, second))
    return SequenceMatcher(None, one, other).ratio() if one and other else 0.0
