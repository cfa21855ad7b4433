"""Who uses whom: the rules of a ruleset, their facts, readings and worked cases, both ways."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from attrs import frozen

from casewise.codebook.material import Material
from casewise.model.case import WorkedCase
from casewise.model.references import facts_in, readings_in, rules_in
from casewise.model.rules import Rule, Yield
from casewise.model.ruleset import Ruleset

Names = tuple[str, ...]


@frozen
class Pinned:
    """A worked case, the file it stands in, and which of the names asked for it rests on."""

    file: str
    worked: WorkedCase
    names: Names


class CrossReferences:
    """The references of a ruleset, followed both ways."""

    def __init__(self, material: Material) -> None:
        self.ruleset: Ruleset = material.ruleset
        rules = self.ruleset.rules
        self._uses = {rule.id: rules_in(rule) for rule in rules}
        self._used_by = _reversed(self._uses)
        self._asked_by = _reversed({rule.id: facts_in(rule) for rule in rules})
        self._read_by = _reversed({rule.id: readings_in(rule) for rule in rules})
        self._worked = material.worked

    def uses(self, rule: Rule) -> Names:
        """The rules that a rule names."""
        return self._uses[rule.id]

    def used_by(self, rule: Rule) -> Names:
        """The rules that name a rule."""
        return self._used_by.get(rule.id, ())

    def asked_by(self, fact: str) -> Names:
        """The rules that test a fact."""
        return self._asked_by.get(fact, ())

    def read_by(self, reading: str) -> Names:
        """The rules that depend on a reading by name."""
        return self._read_by.get(reading, ())

    def facts(self, rule: Rule) -> dict[str, Names]:
        """The facts a rule rests on, each with the rules that ask for it: itself, or used ones."""
        return self._through(rule, facts_in)

    def readings(self, rule: Rule) -> dict[str, Names]:
        """The readings a rule depends on, each with the rules that do: itself, or used ones."""
        return self._through(rule, readings_in)

    def _through(self, rule: Rule, find: Callable[[Rule], Names]) -> dict[str, Names]:
        found: dict[str, list[str]] = {}
        for below in (rule.id, *self._below(rule)):
            for name in find(self.ruleset.by_id[below]):
                found.setdefault(name, []).append(below)
        return {name: tuple(through) for name, through in found.items()}

    def _below(self, rule: Rule) -> list[str]:
        """The rules that a rule uses, and those that these use, without end; each once."""
        found = dict.fromkeys(self._uses[rule.id])
        waiting = list(found)
        while waiting:
            more = [name for name in self._uses[waiting.pop(0)] if name not in found]
            found.update(dict.fromkeys(more))
            waiting += more
        return list(found)

    def beaten(self, rule: Rule) -> list[tuple[Rule, Yield]]:
        """The rules that yield to a rule, each with the precedence that says so."""
        return [
            (other, entry)
            for other in self.ruleset.rules
            for entry in other.yields
            if entry.to == rule.id
        ]

    def pinned_by(self, names: Iterable[str]) -> list[Pinned]:
        """The worked cases that rest on one of these names, in the order of their files."""
        wanted = tuple(names)
        return [
            Pinned(file, worked, rested_on)
            for file, cases in self._worked.items()
            for worked in cases
            if (rested_on := tuple(name for name in wanted if name in worked.rests_on))
        ]


def _reversed(references: Mapping[str, Iterable[str]]) -> dict[str, Names]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, others in references.items():
        for other in others:
            found[other].append(name)
    return {name: tuple(others) for name, others in found.items()}
