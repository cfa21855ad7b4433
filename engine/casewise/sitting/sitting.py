"""A sitting: what was answered, what to ask next, and what comes of it.

    from casewise.sitting.sitting import begin, resume

    sitting = begin(rules)  # or resume(rules, case)
    while (question := sitting.question) is not None:
        sitting = sitting.say(question.path, "yes")   # in the shapes of a case file; "unknown"
    sitting.result, sitting.case

A sitting is a value: every answer gives another one, and `back` gives the one before.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property

from attrs import evolve, field, frozen

from casewise.evaluation.classification import REFERENCE, classify, conclude
from casewise.evaluation.engines import reference_engine
from casewise.explanation.clashes import clashes
from casewise.explanation.values import Answer, Clash
from casewise.explanation.words import known_at
from casewise.facts import Entities, Known, Values
from casewise.interview.followed import Followed, begun
from casewise.interview.model import Model
from casewise.interview.quick import Effort
from casewise.interview.solving import Estimate
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.plain_values import read_plain
from casewise.result import CONFLICT, Result
from casewise.sitting.answers import Answers, Listing, Told, answers_of
from casewise.sitting.places import MOST_ENTITIES as MOST_ENTITIES
from casewise.sitting.places import NoSuchPlace as NoSuchPlace
from casewise.sitting.places import TooMany as TooMany
from casewise.sitting.places import check_count
from casewise.sitting.questions import ANOTHER, NONE, Question, leaves, question_of

MOST_TABLES = 2
"""How many steps back what was worked out is kept."""

QUICK = Effort()
"""How hard the next question is thought about while a person waits for it."""

MOST_BACK = 200
"""How many steps `back` can go."""


class State(StrEnum):
    """How a fact stands in a sitting."""

    ANSWERED = "answered"
    NOT_KNOWN = "not known"
    SKIPPED = "skipped"
    NOT_STATED = "not stated yet"


def begin(ruleset: Ruleset, case: str | None = None, model: Model | None = None) -> "Sitting":
    """A sitting about a case of which nothing is known; `case` is its id.

    Args:
        ruleset: the rules, under the readings they are to be run with.
        case: the opaque id of the case, if it is to have one.
        model: what estimates suppose, and what questions cost.

    Raises:
        NotACase: the id is no opaque token.
        NotAModel: the model has a cost of what is no fact.
    """
    return resume(ruleset, Case(case, {}), model)


def resume(ruleset: Ruleset, case: Case, model: Model | None = None) -> "Sitting":
    """A sitting that goes on from what a record says; what it says is not known is not asked.

    Raises:
        TooMany: the record lists more entities than a sitting holds.
        NotAModel: the model has a cost of what is no fact.
    """
    chosen = model or Model()
    chosen.check(ruleset.vocabulary)
    for name, known in case.values.items():
        if isinstance(known, Entities):
            check_count(name, len(known.listed))
    return Sitting(ruleset, chosen, case.id, answers_of(ruleset.vocabulary, case.values))


@frozen(slots=False, eq=False)
class Sitting:
    """One state of an interview with a person.

    Raises, where a question is asked for:
        TooMuchOpen: more is open than an interview can look at.
    """

    ruleset: Ruleset = field(repr=False)
    model: Model = field(repr=False)
    id: str | None
    """The opaque id of the case."""
    answers: Answers = field(repr=False)
    skipped: frozenset[str] = frozenset()
    """The paths of questions put aside for now."""
    path: str = ""
    """Where the last answer was given."""
    _before: "Sitting | None" = field(default=None, repr=False)
    _steps: int = 0

    # -- where it stands --------------------------------------------------------------------

    @cached_property
    def values(self) -> Values:
        """The record that the answers make."""
        return self.answers.values(self.ruleset.vocabulary)

    @cached_property
    def interview(self) -> Followed:
        """What can still matter, by what was answered."""
        closed, before = self.answers.closed(), self._before
        if not self.values and not closed:
            return begun(self.ruleset, self.model, QUICK)
        if before is None or "interview" not in before.__dict__:
            return Followed(self.ruleset, self.model, QUICK, self.values, closed)
        changed = not before.answers.kept_in(self.answers)
        return before.interview.after(self.values, closed, changed=changed)

    @property
    def case(self) -> Case:
        """The record, with its id."""
        return Case(self.id, self.values)

    @cached_property
    def result(self) -> Result:
        """The result as it stands: the same as `classify` gives of the record."""
        return classify(self.ruleset, self.case)

    @property
    def possible(self) -> frozenset[str]:
        """The outcomes that are still possible; `conflict` where answers contradict."""
        return self.interview.possible

    @property
    def placement(self) -> str:
        """The placement that what was answered gives."""
        return self.interview.placement

    @property
    def done(self) -> bool:
        """Nothing that is left to ask can change what is possible, and no answers clash."""
        return not self.clashes and self.interview.best is None

    @cached_property
    def clashes(self) -> tuple[Clash, ...]:
        """The answers that cannot all be true; nothing is asked until one is changed."""
        if self.interview.placement != CONFLICT:
            return ()
        verdicts = reference_engine(self.ruleset).verdicts(self.values)
        return clashes(conclude(self.ruleset, self.case, REFERENCE, verdicts))

    def state(self, path: str) -> State:
        """How the fact at a path stands.

        Raises:
            NoSuchPlace: there is no such fact, or no such entity is listed.
        """
        self._fact(path)
        if path in self.skipped:
            return State.SKIPPED
        told = self.answers.facts.get(path) or self.answers.lists.get(path)
        if told is None:
            return State.NOT_STATED
        return State.NOT_KNOWN if known_at(self.values, path) is None else State.ANSWERED

    def stated(self) -> Iterator[tuple[str, Known | None]]:
        """Every answer, `None` where it is not known, in the order of the ruleset."""
        for fact in self.ruleset.vocabulary.facts:
            if fact.name in self.values:
                yield fact.name, self.values[fact.name]
            for number in range(1, self._listed(fact.name) + 1):
                for inner in fact.facts:
                    path = f"{fact.name}.{number}.{inner.name}"
                    if path in self.answers.facts:
                        yield path, self.answers.facts[path].known

    @cached_property
    def idle(self) -> tuple[str, ...]:
        """The paths of answers that no longer matter; they are kept.

        Without such an answer the same outcomes would be possible, and asking for it again could
        not change them. Answers about entities that are not listed any more are among them.
        """
        found = (path for path, _ in self.stated() if self._is_idle(path))
        return (*found, *self.answers.aside())

    def _is_idle(self, path: str) -> bool:
        if self.clashes or ("." not in path and self._listed(path)):
            return False
        other = self.withdraw(path).interview
        if (other.possible, other.placement) != (self.possible, self.placement):
            return False
        return not other.matters(path)

    # -- what to ask ------------------------------------------------------------------------

    @cached_property
    def question(self) -> Question | None:
        """The best question that was not put aside; none where nothing, or only these, is left."""
        best = self.interview.best_besides(self.skipped)
        return None if best is None else self._question(best, self.interview.members(best))

    @cached_property
    def put_aside(self) -> tuple[str, ...]:
        """The paths of questions that were put aside and can still matter."""
        return tuple(path for path in sorted(self.skipped) if self.interview.matters(path))

    def about(self, path: str) -> Question:
        """The question at a path, whether or not it was answered: as if it had not been.

        Raises:
            NoSuchPlace: there is no such fact, or no such entity is listed.
        """
        self._fact(path)
        if path in self.answers.facts:
            return self.withdraw(path)._question(path)
        return self._question(path)

    @property
    def remaining(self) -> Estimate:
        """How many questions are still to be asked: at best, as expected, at most."""
        return self.interview.estimate

    @property
    def asked(self) -> int:
        """How many facts were answered, or are not known."""
        return sum(1 for _ in self.stated())

    def would(self, path: str, known: Known) -> Answer:
        """What an answer would leave possible.

        Raises:
            NoSuchPlace: there is no such fact, or no such entity is listed.
        """
        self._fact(path)
        return leaves(self.ruleset, self.values, path, known)

    # -- answers ----------------------------------------------------------------------------

    def say(self, path: str, value: object) -> "Sitting":
        """After an answer in the shapes of a case file: `"yes"`, `17`, `"2000-10"`, `"unknown"`.

        Partial answers as well: `{"at most": 17}`, `{"includes": ["computer"]}`. Of a list `"none"`
        says that there are none or no others than those listed, `"another"` that there is one more.

        Raises:
            NoSuchPlace: there is no such fact, or no such entity is listed.
            ProblemsFound: the value is no answer to it.
            TooMany: the list has as many entities as a sitting holds.
        """
        fact = self._fact(path)
        if fact.type is FactType.LIST and value in (NONE, ANOTHER):
            more = value == ANOTHER
            return self._listing(path, self._listed(path) + more, others=more)
        return self.tell(path, read_plain(fact, value, path))

    def tell(self, path: str, known: Known | None) -> "Sitting":
        """After an answer, or a change of one; `None` says that it is not known.

        An answer is not refused because others contradict it: `clashes` then names them.

        Raises:
            NoSuchPlace: there is no such fact, or no such entity is listed.
            TooMany: the list has more entities than a sitting holds.
        """
        fact = self._fact(path)
        if fact.type is not FactType.LIST:
            return self._after(path, self.answers.told(path, Told(known)))
        if known is None:
            listing = Listing(self._listed(path), others=True, final=True)
            return self._after(path, self.answers.listing(path, listing))
        assert isinstance(known, Entities)
        check_count(path, len(known.listed))
        return self._after(path, self.answers.entities(path, known))

    def skip(self, path: str) -> "Sitting":
        """With a question put aside: another comes first, and it is not taken to be not known.

        Raises:
            NoSuchPlace: there is no such fact, or no such entity is listed.
        """
        self._fact(path)
        return evolve(self._after(path, self.answers), skipped=self.skipped | {path})

    def take_up(self) -> "Sitting":
        """With all that was put aside to be asked again."""
        return evolve(self, skipped=frozenset())

    def withdraw(self, path: str) -> "Sitting":
        """With an answer taken back, as if it had never been asked; of an entity, all of it.

        Raises:
            NoSuchPlace: there is no such fact, or no such entity is listed.
        """
        self._fact(path)
        name, _, rest = path.partition(".")
        if rest.isdigit():
            return self._after(path, self.answers.without_entity(name, int(rest)))
        return self._after(path, self.answers.without(path))

    def back(self) -> "Sitting":
        """The sitting before the last answer; this one where there is none."""
        return self._before or self

    def _forget(self) -> None:
        """Let go of what was worked out some steps back; it is made anew if one goes there."""
        earlier: Sitting | None = self
        for _ in range(MOST_TABLES):
            earlier = earlier and earlier._before
        if earlier is not None:
            earlier.__dict__.pop("interview", None)

    def _listing(self, name: str, count: int, *, others: bool) -> "Sitting":
        check_count(name, count)
        listing = Listing(count, others, final=not others)
        return self._after(name, self.answers.listing(name, listing))

    def _after(self, path: str, answers: Answers) -> "Sitting":
        before, steps = self, self._steps + 1
        if steps > MOST_BACK:
            before, steps = evolve(self, before=None), 1
        self._forget()
        skipped = self.skipped - {path}
        return evolve(self, answers=answers, skipped=skipped, path=path, before=before, steps=steps)

    # -- places -----------------------------------------------------------------------------

    def _question(self, path: str, members: tuple[str, ...] = ()) -> Question:
        question = question_of(self.ruleset, self.values, path, members)
        if self._listed(path) < MOST_ENTITIES:
            return question
        return evolve(
            question, options=tuple(each for each in question.options if each.key != ANOTHER)
        )

    def _listed(self, name: str) -> int:
        return self.answers.lists.get(name, Listing()).count

    def _fact(self, path: str) -> Fact:
        """The fact at a path, or the list of an entity.

        Raises:
            NoSuchPlace: there is no such fact, or no such entity is listed.
        """
        name, _, rest = path.partition(".")
        number = rest.partition(".")[0]
        fact = self.ruleset.vocabulary.at(path)
        # Compared as text: `01` and other writings of a number are no place.
        listed = not rest or number in map(str, range(1, self._listed(name) + 1))
        if fact is None or not listed:
            raise NoSuchPlace(f"there is nothing to answer at `{path}`")
        return fact
