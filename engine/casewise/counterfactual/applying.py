"""The record that edits make."""

from collections.abc import Iterable

from attrs import evolve

from casewise.counterfactual.edits import Added, Edit, LeftOut, Member, NoOthers, Removed, Told
from casewise.explanation.opening import tell
from casewise.explanation.words import known_at
from casewise.facts import Entities, Known, Members, Values
from casewise.model.vocabulary import Vocabulary

Record = dict[str, Known | None]


def applied(vocabulary: Vocabulary, values: Values, edits: Iterable[Edit]) -> Record:
    """The record with all edits made; their paths number the entities as they were before."""
    record = dict(values)
    ordered = sorted(edits, key=_turn)
    for edit in ordered:
        record = _applied(vocabulary, record, edit)
    return record


def _turn(edit: Edit) -> tuple[int, int]:
    """Facts come first; entities go from the last on, so that the others keep their numbers."""
    match edit:
        case Removed(path):
            return 1, -int(path.partition(".")[2])
        case Added():
            return 2, 0
        case NoOthers():
            return 3, 0
        case _:
            return 0, 0


def _applied(vocabulary: Vocabulary, record: Record, edit: Edit) -> Record:
    match edit:
        case Told(path, known):
            return tell(record, path, known[0])
        case LeftOut(path):
            return tell(record, path, None)
        case Member(path, code, included):
            return tell(record, path, _with_member(known_at(record, path), code, included=included))
        case NoOthers(path):
            return tell(record, path, _shut(vocabulary, known_at(record, path), path))
        case Removed(path):
            name, _, number = path.partition(".")
            listed = _list(record, name).listed
            at = int(number)
            return record | {
                name: evolve(_list(record, name), listed=listed[: at - 1] + listed[at:])
            }
        case Added(name, entity):
            group = _list(record, name)
            return record | {name: evolve(group, listed=(*group.listed, entity))}


def _list(record: Values, name: str) -> Entities:
    known = record.get(name)
    return known if isinstance(known, Entities) else Entities((), others=True)


def _with_member(known: Known | None, code: str, *, included: bool) -> Members:
    old = known if isinstance(known, Members) else Members(frozenset(), frozenset())
    this = frozenset({code})
    if included:
        return Members(old.included | this, old.excluded - this)
    return Members(old.included - this, old.excluded | this)


def _shut(vocabulary: Vocabulary, known: Known | None, path: str) -> Known:
    """The same set or list, with nothing in it but what is known to be."""
    fact = vocabulary.at(path)
    if fact is not None and fact.codes:
        included = known.included if isinstance(known, Members) else frozenset()
        return Members(included, frozenset(fact.codes) - included)
    listed = known.listed if isinstance(known, Entities) else ()
    return Entities(listed, others=False)
