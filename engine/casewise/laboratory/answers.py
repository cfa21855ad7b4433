"""How a record is answered under every combination of readings.

Few readings matter to one record. That the others do not is proved first, for all combinations at
once; then only the combinations of those few are tried.
"""

from collections.abc import Hashable, Iterator
from functools import cached_property

from attrs import frozen

from casewise.comparison.answers import Answer
from casewise.evaluation.exact.engine import Exact
from casewise.evaluation.placement import place
from casewise.facts import Values, knowledge
from casewise.laboratory.combinations import Combination, combinations
from casewise.laboratory.contrasts import Contrast, contrasts
from casewise.laboratory.open_readings import known, opened, ordering, readings_in
from casewise.model.rules import Kind
from casewise.model.ruleset import Reading, Ruleset
from casewise.result import CONFLICT

MAX_REMEMBERED = 100_000
"""The answers to how many records are remembered, for others that say the same."""


@frozen(slots=False, cache_hash=True)
class Answers:
    """The answers to one record: for each combination of the readings that may matter to it."""

    readings: tuple[str, ...]
    answers: tuple[tuple[tuple[str, ...], Answer], ...]

    @cached_property
    def _by_codes(self) -> dict[tuple[str, ...], Answer]:
        return dict(self.answers)

    @property
    def alike(self) -> bool:
        """Whether the answer is the same under every combination."""
        return len(set(self._by_codes.values())) == 1

    def combinations(self, chosen: Combination) -> Iterator[Combination]:
        """Every combination of the readings that may matter, the others as they are chosen."""
        for codes, _ in self.answers:
            yield {**chosen, **dict(zip(self.readings, codes, strict=True))}

    def under(self, combination: Combination) -> Answer:
        """The answer under a combination of all readings."""
        return self._by_codes[tuple(combination[name] for name in self.readings)]


class EveryReading:
    """Answers records under every combination of the readings of a ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        fixed = ordering(ruleset)
        self._fixed = [reading for reading in ruleset.readings if reading.name in fixed]
        self._open = [reading.name for reading in ruleset.readings if reading.name not in fixed]
        self._known: dict[Hashable, Answers] = {}

    def answers(self, values: Values) -> Answers:
        """The answers to a record."""
        key = knowledge(values)
        found = self._known.get(key)
        if found is None:
            found = self._answers(values)
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            self._known[key] = found
        return found

    def _answers(self, values: Values) -> Answers:
        only = self._only_outcome(values)
        if only is not None:
            return Answers((), (((), Answer(only, frozenset({only}))),))
        matter = [reading for reading in self._ruleset.readings if self._matters(reading, values)]
        answers = (
            (tuple(each.values()), self._answer(values, {**self._ruleset.choice, **each}))
            for each in combinations(matter)
        )
        return Answers(tuple(reading.name for reading in matter), tuple(answers))

    def _only_outcome(self, values: Values) -> str | None:
        """The one outcome that is possible, if there is one whatever the readings are."""
        if self._consistency_asks:  # a record may be in conflict under some of them
            return None
        found: set[str] = set()
        for _, engine in self._engines.values():
            found |= engine.completions(values).possible or {CONFLICT}
            if len(found) > 1:
                return None
        return found.pop()

    def _matters(self, reading: Reading, values: Values) -> bool:
        return any(contrast.may_matter(values) for contrast in self._contrasts[reading.name])

    def _answer(self, values: Values, combination: Combination) -> Answer:
        rules, engine = self._engines[tuple(combination[each.name] for each in self._fixed)]
        told = known({name: combination[name] for name in self._open})
        completions = engine.completions({**values, **told})
        possible = completions.possible or frozenset({CONFLICT})
        return Answer(place(rules, completions), possible)

    @cached_property
    def _engines(self) -> dict[tuple[str, ...], tuple[Ruleset, Exact]]:
        """An engine for each combination of the readings that cannot be left open."""
        return {tuple(each.values()): self._engine(each) for each in combinations(self._fixed)}

    def _engine(self, fixed: Combination) -> tuple[Ruleset, Exact]:
        rules = opened(self._ruleset.under(fixed), self._open)
        return rules, Exact(rules)

    @cached_property
    def _contrasts(self) -> dict[str, list[Contrast]]:
        return {
            reading.name: list(contrasts(self._ruleset, reading))
            for reading in self._ruleset.readings
        }

    @cached_property
    def _consistency_asks(self) -> bool:
        """Whether some reading, left open, decides which completions there are."""
        return any(
            readings_in(self._ruleset, rule.when) & set(self._open)
            for rule in self._ruleset.of_kind(Kind.CONSISTENCY)
            if rule.when is not None
        )
