"""A sitting answered from a record, as by a person who knows just what the record says."""

from attrs import frozen

from casewise.explanation.words import known_at
from casewise.facts import Entities, Known, Values
from casewise.interview.followed import Followed
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import FactType
from casewise.sitting.sitting import QUICK, Sitting, begin


@frozen
class Held:
    """A sitting that was held to its end."""

    sitting: Sitting
    asked: tuple[str, ...]
    """The paths of the questions, in the order in which they were asked."""


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
    sitting, asked = begin(rules), []
    while (question := sitting.question) is not None:
        asked.append(question.path)
        sitting = sitting.tell(question.path, answer(sitting, question.path, record))
    return Held(sitting, tuple(asked))


def needless_in(rules: Ruleset, found: Held, record: Values) -> list[str]:
    """The questions that could not matter when they were asked, each state looked at anew."""
    sitting, needless = begin(rules), []
    for path in found.asked:
        anew = Followed(rules, sitting.model, QUICK, sitting.values, sitting.answers.closed())
        if not anew.matters(path):
            needless.append(path)
        sitting = sitting.tell(path, answer(sitting, path, record))
    return needless


def facts_of(rules: Ruleset, record: Values) -> int:
    """How many facts a form would ask for: of the case, and of each entity that is listed."""
    lists = {fact.name: fact for fact in rules.vocabulary.facts if fact.type is FactType.LIST}
    entities = sum(
        len(known.listed) * len(lists[name].facts)
        for name, known in record.items()
        if isinstance(known, Entities)
    )
    return len(rules.vocabulary.facts) + entities
