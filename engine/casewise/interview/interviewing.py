"""An interview: what can still be asked about a record, what to ask next, and how much is left.

    from casewise.interview.interviewing import interview

    state = interview(rules)                 # or of what is known: a case's or a live case's values
    while state.best is not None:
        known = ...                          # the answer to state.best.path; None: it is not known
        state = state.answer(state.best.path, known)
    state.placement, state.possible

A state is a value; `answer` gives another one. What a state says is worked out when first wanted.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from attrs import evolve, field, frozen

from casewise.errors import CasewiseError
from casewise.evaluation.classification import ends
from casewise.evaluation.engines import exact_engine
from casewise.evaluation.exact.compilation import Compiled
from casewise.evaluation.exact.diagram import Diagram
from casewise.explanation.opening import not_known, possible_answers, tell
from casewise.explanation.values import Answer
from casewise.explanation.words import known_at
from casewise.facts import Entities, Known, Values
from casewise.interview.asking import Asking
from casewise.interview.grounding import Grounding
from casewise.interview.linked import tied_lists
from casewise.interview.matter import mattering
from casewise.interview.model import Model
from casewise.interview.outlooks import Outlooks
from casewise.interview.parts import Numbering, Part
from casewise.interview.planning import Planner
from casewise.interview.profiles import profiles_of
from casewise.interview.solving import DONE, Estimate
from casewise.interview.standing import Standing
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact
from casewise.result import CONFLICT

MOST_OPEN = 300
"""How many facts, members of sets and tests of lists may be open; outlooks are walked by depth."""


class TooMuchOpen(CasewiseError):
    """More is open than an interview can look at."""


class NotAQuestion(CasewiseError):
    """A path that leads to no fact that is still open."""


@frozen
class Question:
    """A question that can still matter."""

    path: str
    """The fact: `arrest_date`, `victims.1.identified`; a list asks for one more entity of it."""
    asks: str
    """The question in the words of the ruleset."""
    cost: float
    members: tuple[str, ...]
    """Of a set, the members of which it can still matter whether they are in it."""


def interview(
    ruleset: Ruleset, values: Values | None = None, model: Model | None = None
) -> "Interview":
    """An interview about what is known; a fact that is `None` was asked and is not asked again.

    Args:
        ruleset: the rules, under the readings they are to be run with.
        values: what is known, as in `Case.values`; nothing if left out.
        model: what estimates suppose, and what questions cost.

    Raises:
        NotAModel: the model has a cost of what is no fact.
    """
    chosen = model or Model()
    chosen.check(ruleset.vocabulary)
    return Interview(ruleset, dict(values or {}), chosen)


@frozen(slots=False, eq=False)
class Interview(Standing):
    """One state of an interview.

    Raises, where what can matter is asked for:
        TooMuchOpen: more is open than can be looked at.
    """

    ruleset: Ruleset = field(repr=False)
    values: Values
    model: Model
    unanswered: frozenset[str] = frozenset()
    """What was asked and is not known, besides what `values` say of it."""

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions that can still matter, exactly these: the best to ask next comes first."""
        if self.best is None:
            return ()
        planner, outlook = self._planned
        useful = [self.best.path, *(asked.path for asked in planner.ranked(outlook))]
        ranked = dict.fromkeys([*useful, *self._mattering])
        return tuple(self._question(path) for path in ranked if path in self._mattering)

    @cached_property
    def best(self) -> Question | None:
        """The question to ask next; none where the case is settled or nothing can matter."""
        if self.settled or not self._mattering:
            return None
        planner, outlook = self._planned
        asked = planner.next(outlook)
        if asked is not None and asked.path in self._mattering:
            return self._question(asked.path)
        return self._question(next(iter(self._mattering)))

    @cached_property
    def estimate(self) -> Estimate:
        """How much is still to be asked if the best question always comes next."""
        if self.best is None:
            return DONE
        planner, outlook = self._planned
        found, cost = planner.estimate(outlook), self.best.cost
        # One question at least, where there is more than estimates reckon with.
        return Estimate(*(max(each, cost) for each in (found.best, found.expected, found.worst)))

    @cached_property
    def needless(self) -> tuple[str, ...]:
        """The paths of facts that are open, and need not be asked for: they cannot matter."""
        asked = {} if self.settled else self._mattering
        open_paths = (path for path, _ in not_known(self.ruleset, self.values))
        return tuple(p for p in open_paths if p not in asked and not self._is_closed(p))

    @property
    def not_known(self) -> tuple[str, ...]:
        """The paths of facts that were asked for and are not known."""
        open_paths = (path for path, _ in not_known(self.ruleset, self.values))
        return tuple(path for path in open_paths if self._is_closed(path))

    def answers(self, path: str) -> tuple[tuple[Known, Answer], ...]:
        """The answers to a question that rules tell apart, each with what it leaves possible.

        Of a set they are that it has no other members, and that it has a certain one. Answers that
        contradict what is known are left out.

        Raises:
            NotAQuestion: the path leads to no open fact.
        """
        fact = self._open(path)
        return tuple(self._answers(path, fact))

    def answer(self, path: str, known: Known | None) -> "Interview":
        """The interview after an answer; `None` says that it is not known.

        Of a list, `Entities` with one more entity says that there is one more.

        Raises:
            NotAQuestion: the path leads to no open fact.
        """
        self._open(path)
        if known is not None:
            return evolve(self, values=tell(self.values, path, known))
        if known_at(self.values, path) is None:
            return evolve(self, values=tell(self.values, path, None))
        return evolve(self, unanswered=self.unanswered | {path})

    # -- what can matter --------------------------------------------------------------------

    @cached_property
    def _closed(self) -> frozenset[str]:
        return self.unanswered | frozenset(_unknown(self.values))

    def _is_closed(self, path: str) -> bool:
        return path in self._closed

    @cached_property
    def _mattering(self) -> dict[str, tuple[str, ...]]:
        """The paths of the questions that can matter, each with the members of a set that can."""
        found, left = self._found
        ties = {path: tied_lists(self.ruleset, path) & self._open_lists for path in left}
        if any(ties.values()):
            more, _ = evolve(
                self, values=with_more(self.values, frozenset().union(*ties.values()))
            )._found
            found = found | {path: more[path] for path in left if path in more and ties[path]}
        return found

    @cached_property
    def _found(self) -> tuple[dict[str, tuple[str, ...]], set[str]]:
        """The questions that can matter as to the entities listed, and those that seem not to.

        Of the latter, those that consistency ties to an open list are tried once more, with one
        more entity listed: there may be courses in which it is known in part.
        """
        outlooks, parts, outlook = self._outlook(0)
        found: dict[str, tuple[str, ...]] = {}
        for number in sorted(mattering(outlooks, parts, outlook)):
            part = parts[number]
            members = (part.member,) if part.member else ()
            found[part.question] = (*found.get(part.question, ()), *members)
        asked = outlooks.parts(outlook)
        return found, {p.question for n, p in enumerate(parts) if asked >> n & 1} - found.keys()

    @property
    def _open_lists(self) -> frozenset[str]:
        """The lists that may have others than those listed, of which it can still be asked."""
        open_paths = (path for path, _ in not_known(self.ruleset, self.values))
        lists = {fact.name for fact in self.ruleset.vocabulary.lists()}
        return frozenset(path for path in open_paths if path in lists and path not in self._closed)

    def _outlook(self, further: int) -> tuple[Outlooks, list[Part], int]:
        """The outlook of what is known, with what was asked in vain left open."""

        def made(compiled: Compiled, diagram: Diagram) -> tuple[Outlooks, list[Part], int]:
            numbering = Numbering(compiled, self.values, further, self._closed)
            check_open(numbering.parts)
            grounding = Grounding(compiled, diagram, numbering, profiles_of(self.ruleset))
            return grounding.outlooks, numbering.parts, grounding.outlook()

        outlooks, parts, outlook = exact_engine(self.ruleset).outcomes(made)
        for number, part in enumerate(parts):
            if part.question in self._closed:
                outlook = outlooks.left_open(outlook, number)
        return outlooks, parts, outlook

    # -- what to ask ------------------------------------------------------------------------

    @cached_property
    def _planned(self) -> tuple[Planner, int]:
        """Plans what is open, without what cannot matter, which never comes to matter again."""
        outlooks, parts, outlook = self._outlook(self.model.further)
        asking = Asking(outlooks, parts, self.model)
        for asked in asking.questions:
            if asked.after is None and asked.path not in self._mattering:
                outlook = asking.left_open(outlook, asked)
        return Planner(asking), outlook

    def _question(self, path: str) -> Question:
        fact = self._open(path)
        return Question(path, fact.asks, self.model.cost(path), self._mattering[path])

    # -- answers ----------------------------------------------------------------------------

    def _open(self, path: str) -> Fact:
        found = dict(not_known(self.ruleset, self.values)).get(path)
        if found is None:
            raise NotAQuestion(f"there is no open question `{path}`")
        return found

    def _answers(self, path: str, fact: Fact) -> Iterator[tuple[Known, Answer]]:
        for words, known in possible_answers(self.ruleset, path, fact, self.values):
            possible, _, placement = ends(self.ruleset, tell(self.values, path, known), {})
            if placement != CONFLICT:
                yield known, Answer(words, placement, tuple(sorted(possible)))


def with_more(values: Values, lists: Iterable[str]) -> Values:
    """A record with one more entity of each of these lists, of which nothing is known."""
    found = dict(values)
    for name in lists:
        known = found.get(name)
        listed = known.listed if isinstance(known, Entities) else ()
        found[name] = Entities((*listed, {}), others=True)
    return found


def may_have_others(values: Values, name: str) -> bool:
    """Whether a list may have others than those that a record lists."""
    known = values.get(name)
    return not isinstance(known, Entities) or known.others


def check_open(parts: Sequence[Part]) -> None:
    """See that not too much is open.

    Raises:
        TooMuchOpen: it is.
    """
    count = sum(len(part.classes) > 1 for part in parts)
    if count > MOST_OPEN:
        raise TooMuchOpen(f"{count} things are open, and an interview looks at {MOST_OPEN} at most")


def _unknown(values: Values) -> Iterator[str]:
    """The paths of what a record says is not known."""
    for name, known in values.items():
        if known is None:
            yield name
        elif isinstance(known, Entities):
            for number, entity in enumerate(known.listed, start=1):
                yield from (
                    f"{name}.{number}.{fact}" for fact, each in entity.items() if each is None
                )
