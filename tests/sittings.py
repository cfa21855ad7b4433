"""A sitting answered from a record, as by a person who knows just what the record says."""

from attrs import frozen

from casewise.explanation.words import known_at
from casewise.facts import Entities, Known, Values
from casewise.interview.followed import Followed
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import FactType
from casewise.sitting.questions import Question
from casewise.sitting.sitting import QUICK, Sitting, begin


@frozen
class Held:
    """A sitting that was held to its end."""

    sitting: Sitting
    asked: tuple[str, ...]
    """The paths of the questions, in the order in which they were asked."""
    needless: tuple[str, ...]
    """Those of them no answer to which could matter, each state looked at anew."""


def answer(sitting: Sitting, path: str, record: Values) -> Known | None:
    """What a record says to a question; of a list, one more entity as long as it lists one more."""
    known = known_at(record, path)
    if not isinstance(known, Entities):
        return known
    before = sitting.values.get(path)
    listed = before.listed if isinstance(before, Entities) else ()
    if len(known.listed) > len(listed):
        return Entities((*listed, {}), others=True)
    return None if known.others else Entities(listed, others=False)


def held(rules: Ruleset, record: Values) -> Held:
    """The sitting in which the best question is always asked, and answered from a record."""
    sitting, asked, needless = begin(rules), [], []
    while (question := sitting.question) is not None:
        asked.append(question.path)
        if not could_matter(sitting, question):
            needless.append(question.path)
        sitting = sitting.tell(question.path, answer(sitting, question.path, record))
    return Held(sitting, tuple(asked), tuple(needless))


def could_matter(sitting: Sitting, question: Question) -> bool:
    """Whether some answer rules something out: at once, or in some course from this state alone."""
    if any(
        not option.contradicts and set(option.leaves.possible) != sitting.possible
        for option in question.options
    ):
        return True
    closed = sitting.answers.closed()
    anew = Followed(sitting.ruleset, sitting.model, QUICK, sitting.values, closed)
    return anew.matters(question.path)


def facts_of(rules: Ruleset, record: Values) -> int:
    """How many facts a form would ask for: of the case, and of each entity that is listed."""
    lists = {fact.name: fact for fact in rules.vocabulary.facts if fact.type is FactType.LIST}
    entities = sum(
        len(known.listed) * len(lists[name].facts)
        for name, known in record.items()
        if isinstance(known, Entities)
    )
    return len(rules.vocabulary.facts) + entities
