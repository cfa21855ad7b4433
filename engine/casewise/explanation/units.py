"""The single things that a record says, by path, and records that say only some of them.

Paths: `arrest_date`; `victims.1.identified` (entities are counted from 1); `victims`, that the
list holds these entities and no others; `victims.1`, that there is such an entity at all.
"""

from collections.abc import Collection, Iterator

from casewise.facts import Entities, Known, Values


def units(values: Values) -> Iterator[str]:
    """The path of everything a record says, in its order; what is not known says nothing."""
    for name, known in values.items():
        if isinstance(known, Entities):
            yield from _list_units(name, known)
        elif known is not None:
            yield name


def _list_units(name: str, entities: Entities) -> Iterator[str]:
    if not entities.others:
        yield name
    for number, entity in enumerate(entities.listed, start=1):
        yield f"{name}.{number}"
        for fact, known in entity.items():
            if known is not None:
                yield f"{name}.{number}.{fact}"


def restrict(values: Values, kept: Collection[str]) -> dict[str, Known | None]:
    """The record that says only what is kept."""
    found: dict[str, Known | None] = {}
    for name, known in values.items():
        if isinstance(known, Entities):
            part = _restrict_list(name, known, kept)
            if part is not None:
                found[name] = part
        elif name in kept:
            found[name] = known
    return found


def numbering(values: Values, kept: Collection[str]) -> dict[str, list[int]]:
    """For each list of the restricted record the numbers its entities have in the whole one."""
    found = {}
    for name, known in values.items():
        if isinstance(known, Entities):
            numbers = range(1, len(known.listed) + 1)
            found[name] = [n for n in numbers if name in kept or _is_kept(f"{name}.{n}", kept)]
    return found


def _is_kept(path: str, kept: Collection[str]) -> bool:
    return path in kept or any(other.startswith(f"{path}.") for other in kept)


def _restrict_list(name: str, entities: Entities, kept: Collection[str]) -> Entities | None:
    closed = name in kept
    listed = []
    for number, entity in enumerate(entities.listed, start=1):
        path = f"{name}.{number}"
        facts = {fact: known for fact, known in entity.items() if f"{path}.{fact}" in kept}
        if closed or facts or path in kept:
            listed.append(facts)
    return Entities(tuple(listed), others=not closed) if closed or listed else None
