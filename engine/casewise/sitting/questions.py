"""A question as a person is asked it: its words, its answers, and what each would leave."""

from collections.abc import Iterable, Iterator

from attrs import frozen

from casewise.evaluation.classification import ends
from casewise.explanation.opening import possible_answers, tell
from casewise.explanation.values import Answer
from casewise.explanation.words import fact_words, known_at, value_words
from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.interview.bearing import bears_on
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType
from casewise.result import CONFLICT

NONE, NO_OTHERS, ANOTHER = "none", "no others", "another"
"""The answers to whether a list has an entity, or one more than those listed."""


@frozen
class Option:
    """One answer that can be given, and what it would leave.

    `key` names it in a form: a code, `none`, `no others`, `another`, the bounds of a piece of a
    range (`730302..730666`), `includes CODE`.
    """

    key: str
    words: str
    known: Known
    leaves: Answer

    @property
    def contradicts(self) -> bool:
        """Whether it cannot be true together with what was said before."""
        return self.leaves.placement == CONFLICT


@frozen
class Question:
    """One question in the words of the ruleset.

    `options` are the answers that rules tell apart. Of a number, a date or a set these are not all
    that can be said: `Sitting.say` takes every answer that a case file can state, in part too.
    """

    path: str
    fact: Fact
    asks: str
    label: str
    members: tuple[str, ...]
    """Of a set, the members of which it can still matter whether they are in it."""
    options: tuple[Option, ...]
    why: tuple[Rule, ...]
    """The open rules that it bears on, those that decide most first."""

    @property
    def entity(self) -> tuple[str, int] | None:
        """The list and the number of the entity that is asked about; none for the case itself."""
        name, _, rest = self.path.partition(".")
        return (name, int(rest.partition(".")[0])) if rest else None


def question_of(
    ruleset: Ruleset, values: Values, path: str, members: Iterable[str] = ()
) -> Question:
    """The question at a path about a record that leaves it open.

    Raises:
        KeyError: the path leads to no fact.
    """
    fact = ruleset.vocabulary.at(path)
    if fact is None:
        raise KeyError(path)
    return Question(
        path,
        fact,
        _asks(fact, known_at(values, path)),
        fact_words(ruleset.vocabulary, path),
        tuple(members),
        tuple(_options(ruleset, values, path, fact)),
        bears_on(ruleset, values, path),
    )


def _asks(fact: Fact, known: Known | None) -> str:
    """The words of the ruleset; of a list, whether it has any (other) entity."""
    if fact.type is not FactType.LIST:
        return fact.asks
    other = "other " if isinstance(known, Entities) and known.listed else ""
    return f"{fact.asks} Is there any {other}{fact.singular}?"


def _options(ruleset: Ruleset, values: Values, path: str, fact: Fact) -> Iterator[Option]:
    for words, known in possible_answers(ruleset, path, fact, values):
        key = _key(words, known)
        answer = leaves(ruleset, values, path, known)
        yield Option(key, _words(ruleset, path, fact, key, known), known, answer)


def leaves(ruleset: Ruleset, values: Values, path: str, known: Known) -> Answer:
    """What an answer would leave possible."""
    possible, _, placement = ends(ruleset, tell(values, path, known), {})
    words = value_words(ruleset.vocabulary, path, known)
    return Answer(words, placement, tuple(sorted(possible)))


def _key(words: str, known: Known) -> str:
    match known:
        case Choice(values):
            return ", ".join(sorted(values))
        case Span(low, high):
            return f"{low}..{high}"
        case Members():
            return words
        case Entities(listed, others):
            return ANOTHER if others else NO_OTHERS if listed else NONE


def _words(ruleset: Ruleset, path: str, fact: Fact, key: str, known: Known) -> str:
    match known:
        case Members():
            code = key.removeprefix("includes ")
            return key if key == code else f"includes {fact.words(code)}"
        case Entities(listed, others):
            if others:
                return "there is another" if len(listed) > 1 else "there is one"
            return "no others" if listed else "none"
    return value_words(ruleset.vocabulary, path, known)
