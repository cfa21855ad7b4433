"""The smallest changes of a record, and the smallest sets of facts that rule an outcome out, by
trying every set of edits and every set of facts, from the smaller to the larger.

What a record comes to is asked of `naive`; nothing here is taken from the search but the edits as
values, so that what is found can be compared.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import (
    combinations,
    combinations_with_replacement,
    groupby,
    islice,
    pairwise,
    product,
)

from attrs import field, frozen

from casewise.counterfactual.edits import (
    Added,
    Edit,
    LeftOut,
    Member,
    NoOthers,
    Removed,
    Told,
)
from casewise.evaluation.plan import simplify
from casewise.facts import (
    Choice,
    Entities,
    IncludesAny,
    IsEmpty,
    IsWithin,
    Known,
    Members,
    Span,
    Test,
    Values,
)
from casewise.model.conditions import Condition, FactTest, Holds, walk
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from rulesets.naive import Answer, Naive, agreeing, passes

Record = dict[str, Known | None]
Piece = str | Span | None
"""A value of a fact, or a stretch of them; `None` is that it has none."""
Shape = tuple[frozenset[Edit], tuple[str, ...]]
"""Edits, and the lists that get an entity more, whatever it is like."""


def shape(edits: Iterable[Edit]) -> Shape:
    """The edits, without what an entity that is added is like."""
    every = list(edits)
    added = sorted(edit.group for edit in every if isinstance(edit, Added))
    return frozenset(edit for edit in every if not isinstance(edit, Added)), tuple(added)


@frozen(slots=False, eq=False)
class Trying:
    """Tries edits of one record, at most so many sets of them."""

    naive: Naive
    values: Values
    kept: Callable[[str], bool]
    most: int
    judge: Callable[[Values], Answer]
    _answers: dict[object, Answer] = field(factory=dict)

    @property
    def ruleset(self) -> Ruleset:
        return self.naive.ruleset

    def smallest(
        self, wanted: Collection[str], settled: bool, up_to: int
    ) -> tuple[int, set[Shape] | None]:
        """How many edits the smallest sets have that give a wanted outcome, and all such sets.

        `None` where more or larger sets would have to be tried; they have so many edits or more.
        """
        for size in range(up_to + 1):
            sets = list(islice(self._sets(size), self.most + 1))
            if len(sets) > self.most:
                return size, None
            found = {
                self._plain(shape(edits)) for edits in sets if self.gives(edits, wanted, settled)
            }
            if found:
                return size, found
        return up_to + 1, None

    def gives(self, edits: tuple[Edit, ...], wanted: Collection[str], settled: bool) -> bool:
        answer = self.answer(made(self.ruleset, self.values, edits))
        names = [{name, *self._within(name)} for name in wanted]
        if settled:
            return any(answer.possible <= each for each in names)
        return any(answer.placement in each for each in names)

    def _within(self, outcome: str) -> list[str]:
        return [rule.id for rule in self.ruleset.rules if rule.parent == outcome]

    def answer(self, record: Values) -> Answer:
        key = frozen_record(record)
        if key not in self._answers:
            self._answers[key] = self.judge(record)
        return self._answers[key]

    def _sets(self, size: int) -> Iterator[tuple[Edit, ...]]:
        for chosen in combinations_with_replacement(self._edits, size):
            if _fit(chosen):
                yield chosen

    # -- single edits -------------------------------------------------------------------------

    @cached_property
    def _edits(self) -> list[Edit]:
        found: list[Edit] = []
        for fact in self.ruleset.vocabulary.facts:
            known = self.values.get(fact.name)
            if fact.type is FactType.LIST:
                assert known is None or isinstance(known, Entities)
                found += self._of_list(fact, known)
            else:
                found += self._of_fact("", fact, known, fact.name)
        return found

    def _of_list(self, fact: Fact, known: Entities | None) -> Iterator[Edit]:
        for number, entity in enumerate(known.listed if known else (), start=1):
            path = f"{fact.name}.{number}"
            for inner in fact.facts:
                yield from self._of_fact(
                    fact.name, inner, entity.get(inner.name), f"{path}.{inner.name}"
                )
            if not self.kept(path):
                yield Removed(path)
        if known is None or known.others:
            yield NoOthers(fact.name)
        if known is None or known.others or not self.kept(fact.name):
            yield from self.newcomers(fact)

    def _of_fact(self, scope: str, fact: Fact, known: Known | None, path: str) -> Iterator[Edit]:
        if fact.type is FactType.SET:
            yield from self._of_set(scope, fact, known, path)
            return
        open_now = {each for each in self._pieces(scope, fact, known) if agrees(each, known)}
        for group in self._groups(scope, fact, known):
            said = [piece for piece in group if piece is not None]
            within = [piece for piece in said if piece in open_now]
            if said and not open_now <= set(group) and (within or not self.kept(path)):
                yield Told(path, tuple(as_known(within or said)))
        if fact.optional and known is not None and not self.kept(path):
            yield LeftOut(path)

    def _of_set(self, scope: str, fact: Fact, known: Known | None, path: str) -> Iterator[Edit]:
        included = known.included if isinstance(known, Members) else frozenset()
        excluded = known.excluded if isinstance(known, Members) else frozenset()
        for code in self._asked(scope, fact):
            if code in included | excluded:
                if not self.kept(path):
                    yield Member(path, code, code in excluded)
            else:
                yield from (Member(path, code, True), Member(path, code, False))
        if self._open(path):
            yield NoOthers(path)

    def _open(self, path: str) -> list[str]:
        """The members of a set that are asked for and not known to be in it or out."""
        scope, _, rest = path.partition(".")
        fact = self.ruleset.vocabulary.at(path)
        assert fact is not None
        known = stated_at(self.values, path)
        said = known.included | known.excluded if isinstance(known, Members) else frozenset()
        return [code for code in self._asked(scope if rest else "", fact) if code not in said]

    def newcomers(self, fact: Fact) -> list[Edit]:
        """Entities of which all is told that a record can tell, one of each kind."""
        found: dict[object, Edit] = {}
        choices = [[*self._tellings(fact.name, inner)] for inner in fact.facts]
        for chosen in product(*choices):
            values = {
                inner.name: told for inner, told in zip(fact.facts, chosen, strict=True) if told
            }
            profiles = frozenset(self.naive._entities(fact, values))
            found.setdefault(profiles, Added(fact.name, values))
        return list(found.values())

    def _tellings(self, scope: str, fact: Fact) -> Iterator[Known | None]:
        if fact.type is FactType.SET:
            for value in agreeing(fact, None):
                assert isinstance(value, frozenset)
                yield Members(value, frozenset(fact.codes) - value)
            return
        for group in self._groups(scope, fact, None):
            yield from as_known([piece for piece in group if piece is not None])[:1]
        if fact.optional:
            yield None

    # -- what rules tell apart ----------------------------------------------------------------

    def _pieces(self, scope: str, fact: Fact, known: Known | None) -> list[Piece]:
        """The values of a fact; of numbers and days the stretches within which none is told apart.

        They are cut at the ends of what is known too.
        """
        if fact.type not in (FactType.NUMBER, FactType.DATE):
            return [str(value) for value in agreeing(fact, None)]
        within = [*self._tests.get((scope, fact.name), []), known]
        ends = [(each.low, each.high + 1) for each in within if isinstance(each, IsWithin | Span)]
        cuts = {fact.low, fact.high + 1, *(cut for both in ends for cut in both)}
        ordered = sorted(cut for cut in cuts if fact.low <= cut <= fact.high + 1)
        spans = [Span(low, after - 1) for low, after in pairwise(ordered)]
        return [*spans, None] if fact.optional else [*spans]

    def _groups(self, scope: str, fact: Fact, known: Known | None) -> list[list[Piece]]:
        """The values of a fact, those together to which every test gives the same answer."""
        tests = self._tests.get((scope, fact.name), [])

        def answers(piece: Piece) -> tuple[bool, ...]:
            value = piece.low if isinstance(piece, Span) else piece
            return tuple(passes(value, test) for test in tests)

        ordered = sorted(self._pieces(scope, fact, known), key=answers)
        return [list(group) for _, group in groupby(ordered, key=answers)]

    def _asked(self, scope: str, fact: Fact) -> list[str]:
        asked: set[str] = set()
        for test in self._tests.get((scope, fact.name), []):
            assert isinstance(test, IncludesAny | IsEmpty)
            asked |= test.members
        return [code for code in fact.codes if code in asked]

    @cached_property
    def _tests(self) -> Mapping[tuple[str, str], list[Test]]:
        """The tests that rules about the case put to facts, themselves or by other rules.

        What stands under another reading is no test.
        """
        found: dict[tuple[str, str], list[Test]] = {}
        waiting: list[tuple[str, Condition]] = [
            ("", condition)
            for rule in self.ruleset.rules
            if not rule.scope
            for condition in rule.conditions()
        ]
        seen: set[str] = set()
        while waiting:
            scope, condition = waiting.pop(0)
            for where, part in walk(simplify(condition, self.ruleset), scope):
                if isinstance(part, FactTest):
                    found.setdefault((where, part.fact), []).append(part.test)
                elif isinstance(part, Holds) and part.rule not in seen:
                    seen.add(part.rule)
                    rule = self.ruleset.by_id[part.rule]
                    waiting += [(rule.scope, each) for each in rule.conditions()]
        return found

    def _plain(self, found: Shape) -> Shape:
        """That a set has no others is said by the only member that this leaves out."""
        edits, added = found
        for edit in edits:
            if isinstance(edit, NoOthers) and self._is_set(edit.path):
                told = {e.code for e in edits if isinstance(e, Member) and e.path == edit.path}
                out = [code for code in self._open(edit.path) if code not in told]
                if len(out) == 1:
                    edits = edits - {edit} | {Member(edit.path, out[0], False)}
        return edits, added

    def _is_set(self, path: str) -> bool:
        fact = self.ruleset.vocabulary.at(path)
        return fact is not None and fact.type is FactType.SET


def _fit(edits: tuple[Edit, ...]) -> bool:
    """Whether no two edits are about the same thing; several entities may be added."""
    about = [
        (edit.path, edit.code if isinstance(edit, Member) else isinstance(edit, NoOthers))
        for edit in edits
        if not isinstance(edit, Added)
    ]
    return len(about) == len(set(about))


def agrees(piece: Piece, known: Known | None) -> bool:
    """Whether a value agrees with what is known; a fact of which something is known has one."""
    if isinstance(known, Span):
        return isinstance(piece, Span) and known.low <= piece.low <= known.high
    return not isinstance(known, Choice) or piece in known.values


def as_known(pieces: Iterable[str | Span]) -> list[Known]:
    """How a record says that a fact has one of these values: stretches of numbers apart."""
    every = list(pieces)
    codes = frozenset(piece for piece in every if isinstance(piece, str))
    found: list[Known] = [Choice(codes)] if codes else []
    spans = [piece for piece in every if isinstance(piece, Span)]
    for span in sorted(spans, key=lambda span: span.low):
        last = found[-1] if found else None
        if isinstance(last, Span) and last.high + 1 == span.low:
            found[-1] = Span(last.low, span.high)
        else:
            found.append(span)
    return found


def stated_at(values: Values, path: str) -> Known | None:
    name, _, rest = path.partition(".")
    known = values.get(name)
    if rest:
        assert isinstance(known, Entities)
        number, _, fact = rest.partition(".")
        return known.listed[int(number) - 1].get(fact)
    return known


def frozen_record(values: Values) -> object:
    return frozenset(
        (name, (tuple(map(frozen_record, known.listed)), known.others))
        if isinstance(known, Entities)
        else (name, known)
        for name, known in values.items()
    )


# -- making edits ---------------------------------------------------------------------------------


def made(ruleset: Ruleset, values: Values, edits: Iterable[Edit]) -> Record:
    """The record with these edits."""
    every = list(edits)
    record = _scope_made(ruleset.vocabulary.facts, values, "", every)
    for fact in ruleset.vocabulary.lists():
        known = values.get(fact.name)
        listed = known.listed if isinstance(known, Entities) else ()
        others = known.others if isinstance(known, Entities) else True
        edited = [
            _scope_made(fact.facts, entity, f"{fact.name}.{number}.", every)
            for number, entity in enumerate(listed, start=1)
            if Removed(f"{fact.name}.{number}") not in every
        ]
        edited += [
            dict(each.values)
            for each in every
            if isinstance(each, Added) and each.group == fact.name
        ]
        others = others and NoOthers(fact.name) not in every
        if edited or not others or isinstance(known, Entities):
            record[fact.name] = Entities(tuple(edited), others)
    return record


def _scope_made(facts: tuple[Fact, ...], values: Values, prefix: str, edits: list[Edit]) -> Record:
    record = dict(values)
    for fact in facts:
        if fact.type is FactType.LIST:
            continue
        path = prefix + fact.name
        own = [e for e in edits if not isinstance(e, Added) and e.path == path]
        if own:
            record[fact.name] = _fact_made(fact, values.get(fact.name), own)
    return record


def _fact_made(fact: Fact, known: Known | None, edits: Iterable[Edit]) -> Known | None:
    included, excluded = (
        (known.included, known.excluded)
        if isinstance(known, Members)
        else (frozenset[str](), frozenset[str]())
    )
    for edit in edits:
        if isinstance(edit, Told):
            return edit.values[0]
        if isinstance(edit, LeftOut):
            return None
        if isinstance(edit, Member):
            this = frozenset({edit.code})
            included = included | this if edit.included else included - this
            excluded = excluded - this if edit.included else excluded | this
    if any(isinstance(edit, NoOthers) for edit in edits):
        excluded = frozenset(fact.codes) - included
    return Members(included, excluded)


# -- sets of facts --------------------------------------------------------------------------------


def smallest_enough(
    every: tuple[str, ...], enough: Callable[[Collection[str]], bool]
) -> set[frozenset[str]]:
    """All smallest sets that are enough."""
    for size in range(len(every) + 1):
        found = {frozenset(each) for each in combinations(every, size) if enough(each)}
        if found:
            return found
    return set()
