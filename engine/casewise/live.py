"""A live case: facts arrive one by one, and each says what it changed and why.

    live = casewise.follow(rules)
    step = live.tell("arrest_date", "2000-10-15")
    step.fact, step.before.placement, step.after.placement, step.firings
    live.result()

Values are given as in a case file: `"yes"`, `17`, `"2000-10"`, `["computer"]`,
`{"at most": 17}`, `"unknown"`. Entities are counted from 1: `victims.1.identified`. Telling about
entity 1 of a list of which nothing was said lists it, with others possible;
`tell("victims.others", "none")` says that there are no others than those listed.
"""

import re
from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from casewise.errors import CasewiseError, EngineFailure
from casewise.evaluation.classification import DURABLE, REFERENCE, conclude, engine_for
from casewise.evaluation.engines import durable_engine
from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import FactType
from casewise.reading.plain_values import read_plain
from casewise.result import Firing, Result, Verdicts

_NUMBER = re.compile("[1-9][0-9]{0,5}")


class NoSuchFact(CasewiseError):
    """A path that leads to no fact of the ruleset."""


@frozen
class Step:
    """What one fact changed.

    `firings` are the inferences drawn from it; after a correction, or with the reference
    evaluator, they are all inferences there are, or none.
    """

    fact: str
    before: Result
    after: Result
    correction: bool
    firings: tuple[Firing, ...]

    @property
    def moved(self) -> bool:
        """Whether the placement or what is possible changed."""
        before, after = self.before, self.after
        return (before.placement, before.possible) != (after.placement, after.possible)

    def __str__(self) -> str:
        ruled_out = sorted(self.before.possible - self.after.possible)
        words = f"{self.fact}: {self.before.placement} -> {self.after.placement}"
        if self.before.placement == self.after.placement:
            words = f"{self.fact}: still {self.after.placement}"
        return f"{words}; no longer possible: {', '.join(ruled_out)}" if ruled_out else words


def follow(rules: Ruleset, case: str | None = None, engine: str | None = None) -> "Live":
    """Follow a case from nothing known; `case` is its id.

    Raises:
        NotACase: the id is no opaque token.
        UnknownEngine: there is no such engine.
        NotLoadable: durable-rules was asked for by name and cannot be loaded here.
    """
    return Live(rules, case, engine)


class Live:
    """One case as it becomes known. Not to be shared by threads; many may live side by side."""

    def __init__(self, rules: Ruleset, case: str | None = None, engine: str | None = None) -> None:
        self.rules = rules
        self._nothing = Case(case, {})
        self._named = engine
        self._engine = engine_for(rules, engine)
        self._session = (
            durable_engine(rules).session() if self._engine.label.startswith(DURABLE) else None
        )
        self._values: dict[str, Known | None] = {}
        self._result = self._conclude()

    @property
    def values(self) -> Values:
        """What has been told so far."""
        return self._values

    def tell(self, fact: str, value: object) -> Step:
        """Tell one fact; telling it again corrects it, telling `unknown` takes it back.

        Args:
            fact: a path such as `arrest_date`, `victims`, `victims.1.identified`, `victims.others`.
            value: what is known, as in a case file.

        Raises:
            NoSuchFact: the path leads to no fact.
            ProblemsFound: the value is no answer to it.
        """
        before = self._result
        values = self._told(fact, value)
        correction = not _refines(self._values, values)
        self._values = values
        firings = self._infer(anew=correction)
        self._result = self._conclude()
        return Step(fact, before, self._result, correction, firings)

    def result(self) -> Result:
        """The result of all that has been told, as classifying it at once would give it."""
        return self._result

    def close(self) -> None:
        """Let go of the engine's session; the case can still be told more."""
        if self._session is not None:
            self._session.close()

    def _infer(self, *, anew: bool) -> tuple[Firing, ...]:
        """Tell the engine what is known; where it stops, the reference goes on, unless named."""
        if self._session is None:
            return ()
        if anew:
            self._session.close()
        try:
            return tuple(self._session.tell(self._values))
        except EngineFailure:
            if self._named is not None:
                raise
            self._session.close()
            self._session = None
            self._engine = engine_for(self.rules, REFERENCE)
            return ()

    def _conclude(self) -> Result:
        case = evolve(self._nothing, values=dict(self._values))
        return conclude(self.rules, case, self._engine.label, self._verdicts())

    def _verdicts(self) -> Verdicts:
        if self._session is None:
            return self._engine.verdicts(self._values)
        self._session.tell(self._values)
        return self._session.verdicts()

    def _told(self, path: str, value: object) -> dict[str, Known | None]:
        name, _, rest = path.partition(".")
        fact = self.rules.vocabulary.find("", name)
        if fact is None:
            raise NoSuchFact(f"there is no fact `{path[:80]}`")
        if not rest:
            return self._values | {name: read_plain(fact, value)}
        if fact.type is not FactType.LIST:
            raise NoSuchFact(f"`{name}` is no list and has no `{rest[:80]}`")
        return self._values | {name: self._told_list(name, rest, path, value)}

    def _told_list(self, name: str, rest: str, path: str, value: object) -> Entities:
        known = self._values.get(name)
        listed = list(known.listed) if isinstance(known, Entities) else []
        others = known.others if isinstance(known, Entities) else True
        if rest == "others":
            return Entities(tuple(listed), others=_others(value))
        number, _, inner = rest.partition(".")
        fact = self.rules.vocabulary.find(name, inner)
        if fact is None or not _NUMBER.fullmatch(number) or not 1 <= int(number) <= len(listed) + 1:
            raise NoSuchFact(f"there is no fact `{path[:80]}` (entities are counted from 1)")
        if int(number) > len(listed):
            listed.append({})
        listed[int(number) - 1] = {**listed[int(number) - 1], inner: read_plain(fact, value)}
        return Entities(tuple(listed), others)


def _others(value: object) -> bool:
    if value not in ("none", "possible"):
        raise NoSuchFact("the others of a list are `none` or `possible`")
    return value == "possible"


def _refines(old: Values, new: Values) -> bool:
    """Whether the new record says all that the old one said, and perhaps more."""
    return all(_narrows(known, new.get(name)) for name, known in old.items())


def _narrows(old: Known | None, new: Known | None) -> bool:
    match old, new:
        case None, _:
            return True
        case Choice(before), Choice(after):
            return after <= before
        case Span(low, high), Span(new_low, new_high):
            return low <= new_low and new_high <= high
        case Members(included, excluded), Members(more, fewer):
            return included <= more and excluded <= fewer
        case Entities(listed, others), Entities(now, still):
            return _narrows_list(listed, others, now, still)
    return False


def _narrows_list(
    old: Sequence[Mapping[str, Known | None]], others: bool,
    new: Sequence[Mapping[str, Known | None]], still: bool,
) -> bool:  # fmt: skip
    if not others and (still or len(new) != len(old)):
        return False
    if len(new) < len(old):
        return False
    return all(_refines(before, after) for before, after in zip(old, new, strict=False))
