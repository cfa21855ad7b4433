"""A live case: facts arrive one by one, and each says what it changed and why.

    live = casewise.follow(rules)
    step = live.tell("arrest_date", "2000-10-15")
    step.fact, step.before.placement, step.after.placement, step.firings
    live.result()

Values are given as in a case file: `"yes"`, `17`, `"2000-10"`, `["computer"]`,
`{"at most": 17}`, `"unknown"`. Entities are counted from 1: `victims.1.identified`. Telling about
entity 1 of a list of which nothing was said lists it, with others possible;
`tell("victims.others", "none")` says that there are no others than those listed, `"possible"` or
`"unknown"` that there may be.
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
from casewise.model.vocabulary import Fact, FactType, Value, Vocabulary
from casewise.reading.plain_values import read_plain
from casewise.reading.words import suggest, ticked
from casewise.result import Firing, Result, Verdicts

_NUMBER = re.compile("[1-9][0-9]{0,17}")


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
        before, after = self.before, self.after
        words = f"{self.fact}: {before.placement} -> {after.placement}"
        if before.placement == after.placement:
            words = f"{self.fact}: still {after.placement}"
        changes = {
            "no longer possible": before.possible - after.possible,
            "possible again": after.possible - before.possible,
        }
        parts = [f"{what}: {', '.join(sorted(each))}" for what, each in changes.items() if each]
        return "; ".join([words, *parts])


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

        An entity that is listed stays listed, even if all that was told of it is taken back:
        there is such a one, of whom nothing is known. To unlist it, tell the list anew.

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
            raise NoSuchFact(_no_fact(path, _hint(self.rules.vocabulary, name)))
        if path == name:
            return self._values | {name: read_plain(fact, value)}
        if fact.type is not FactType.LIST:
            raise NoSuchFact(f"`{name}` is no list and has no {ticked(rest)}")
        return self._values | {name: self._told_list(fact, rest, path, value)}

    def _told_list(self, group: Fact, rest: str, path: str, value: object) -> Entities:
        known = self._values.get(group.name)
        listed = list(known.listed) if isinstance(known, Entities) else []
        others = known.others if isinstance(known, Entities) else True
        if rest == "others":
            return Entities(tuple(listed), others=_others(path, value))
        number, inner = _entity(group, rest, path, len(listed))
        if number > len(listed):
            listed.append({})
        listed[number - 1] = {**listed[number - 1], inner.name: read_plain(inner, value, path)}
        return Entities(tuple(listed), others)


def _entity(group: Fact, rest: str, path: str, listed: int) -> tuple[int, Fact]:
    """Which entity of a list a path leads to, and which fact of it.

    Raises:
        NoSuchFact: it leads to none.
    """
    number, _, name = rest.partition(".")
    example = group.facts[0].name
    if not _NUMBER.fullmatch(number):
        raise NoSuchFact(
            _no_fact(path, f"entities are counted from 1, as in `{group.name}.1.{example}`")
        )
    if int(number) > listed + 1:
        hint = f"only {listed} {'is' if listed == 1 else 'are'} listed; the next is {listed + 1}"
        raise NoSuchFact(_no_fact(path, hint if listed else "none is listed; the first is 1"))
    if not name:
        hint = f"tell a fact of it, such as `{group.name}.{number}.{example}`"
        raise NoSuchFact(f"{ticked(path)} is no fact but an entity ({hint})")
    inner = next((fact for fact in group.facts if fact.name == name), None)
    if inner is None:
        raise NoSuchFact(_no_fact(path, suggest(name, [fact.name for fact in group.facts])))
    return int(number), inner


def _no_fact(path: str, hint: str) -> str:
    return f"there is no fact {ticked(path)}" + (f" ({hint})" if hint else "")


def _hint(vocabulary: Vocabulary, name: str) -> str:
    """What may be meant instead of a name that the case has no fact of."""
    for group in vocabulary.lists():
        if any(fact.name == name for fact in group.facts):
            return f"tell it of an entity, as `{group.name}.1.{name}`"
    return suggest(name, [fact.name for fact in vocabulary.facts])


def _others(path: str, value: object) -> bool:
    """Whether there may be others than those listed; so it is where that is not known."""
    answers = (Value("none", "none"), Value("possible", "possible"))
    known = read_plain(Fact(path, FactType.CHOICE, "others", "", values=answers), value)
    return not isinstance(known, Choice) or "possible" in known.values


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
