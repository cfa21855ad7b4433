"""A ruleset: everything that decides how a case is classified, under chosen readings."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from attrs import evolve, field, frozen

from casewise.errors import CasewiseError, Place
from casewise.model.rules import Kind, Rule, Yield
from casewise.model.statements import Statement
from casewise.model.vocabulary import Citation, Vocabulary


@frozen
class ReadingValue:
    """One way to read the text: its code, its words, its lines."""

    code: str
    means: str
    cites: tuple[Citation, ...]
    place: Place | None = field(default=None, eq=False, repr=False)


@frozen
class Reading:
    """A named choice where the text allows two readings (contract.md section 5)."""

    name: str
    asks: str
    default: str
    values: tuple[ReadingValue, ...]
    reason: str
    place: Place | None = field(default=None, eq=False, repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the values, in the order of the file."""
        return tuple(value.code for value in self.values)


@frozen
class Source:
    """A text that is cited: what it is, how many lines it has, and the SHA-256 of its bytes."""

    id: str
    title: str
    authors: str
    year: int
    publisher: str
    lines: int
    sha256: str


class UnknownReading(CasewiseError):
    """A reading or a value of one that the ruleset does not declare."""


@frozen(slots=False, eq=False)
class Ruleset:
    """Facts, rules, readings and sources, with a value chosen for each reading.

    Two rulesets are the same only as objects; compare fingerprints to compare meanings. The
    tables below are made when first wanted.
    """

    id: str
    release: str
    title: str
    disclaimer: str
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    readings: tuple[Reading, ...]
    sources: tuple[Source, ...]
    gap_order: tuple[str, ...]
    chosen: tuple[tuple[str, str], ...]
    statements: tuple[Statement, ...] = ()
    derived: dict[Any, Any] = field(factory=dict, init=False, repr=False)
    """What others have made from this ruleset and keep with it, such as compiled engines."""
    _variants: dict[tuple[tuple[str, str], ...], "Ruleset"] = field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        self._variants.setdefault(self.chosen, self)

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def choice(self) -> Mapping[str, str]:
        """The value chosen for each reading, by its name."""
        return dict(self.chosen)

    def of_kind(self, kind: Kind) -> tuple[Rule, ...]:
        """The rules of one kind, in the order in which they are considered."""
        return self._by_kind[kind]

    @cached_property
    def _by_kind(self) -> Mapping[Kind, tuple[Rule, ...]]:
        groups = {kind: [r for r in self.rules if r.kind is kind] for kind in Kind}
        groups[Kind.CATEGORY] = self._in_precedence(groups[Kind.CATEGORY])
        groups[Kind.GAP].sort(key=lambda rule: self.gap_order.index(rule.id))
        return {kind: tuple(group) for kind, group in groups.items()}

    @cached_property
    def subtypes(self) -> Mapping[str, tuple[Rule, ...]]:
        """The subtypes of each category that has any, in the order they are considered."""
        groups: dict[str, list[Rule]] = {}
        for rule in self.of_kind(Kind.SUBTYPE):
            groups.setdefault(rule.parent, []).append(rule)
        return {parent: tuple(self._in_precedence(group)) for parent, group in groups.items()}

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Every final outcome a consistent record can have, by stage and precedence."""
        categories = [
            rule.id
            for category in self.of_kind(Kind.CATEGORY)
            for rule in self.subtypes.get(category.id, (category,))
        ]
        return ("not-eligible", *categories, *(gap.id for gap in self.of_kind(Kind.GAP)))

    def active_yields(self, rule: Rule) -> tuple[Yield, ...]:
        """The precedences of a rule that are in force under the chosen readings."""
        return tuple(
            entry
            for entry in rule.yields
            if all(self.choice[name] == value for name, value in entry.under)
        )

    def _in_precedence(self, rules: Iterable[Rule]) -> list[Rule]:
        """Winners before losers, residuals last, otherwise by id, so that the order is total."""
        group = {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}
        names = list(group)
        order = TopologicalSorter(
            {name: [y.to for y in self.active_yields(group[name])] for name in names}
        )
        order.prepare()
        ranked: list[Rule] = []
        while order.is_active():
            ready = sorted(order.get_ready(), key=names.index)
            ranked.extend(group[name] for name in ready)
            order.done(*ready)
        return sorted(ranked, key=lambda rule: rule.when is None)

    def under(self, readings: Mapping[str, str]) -> "Ruleset":
        """The same rules under other readings; those not named keep the value they have.

        Raises:
            UnknownReading: a name or a value that the ruleset does not declare.
        """
        for name, value in readings.items():
            self._check_reading(name, value)
        chosen = tuple((dict(self.chosen) | dict(readings)).items())
        if chosen not in self._variants:
            self._variants[chosen] = evolve(self, chosen=chosen)
        return self._variants[chosen]

    def _check_reading(self, name: str, value: str) -> None:
        reading = next((r for r in self.readings if r.name == name), None)
        if reading is None:
            known = ", ".join(f"`{r.name}`" for r in self.readings) or "none"
            raise UnknownReading(f"`{name}` is not a reading of {self.id} (it has {known})")
        if value not in reading.codes:
            codes = ", ".join(f"`{code}`" for code in reading.codes)
            raise UnknownReading(f"`{value}` is not a value of reading `{name}` (choose {codes})")

    @cached_property
    def fingerprint(self) -> str:
        """`sha256:` and the SHA-256 of the meaning, see `casewise.model.fingerprint`."""
        from casewise.model.fingerprint import fingerprint  # hashing is not always wanted

        return fingerprint(self.vocabulary, self.rules, self.gap_order, self.chosen)
