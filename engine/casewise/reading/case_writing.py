"""A case to the text of a case file, as `cases` reads it."""

from collections.abc import Iterator, Mapping, Sequence

from casewise.model.case import Case
from casewise.model.vocabulary import Vocabulary
from casewise.reading.writing import plain_case


def case_text(vocabulary: Vocabulary, case: Case) -> str:
    """The case as a YAML mapping; what was asked and is not known is `unknown`.

    If it is `under` readings, its facts stand in `facts` beside them, as in a worked case.
    """
    facts = plain_case(vocabulary, Case(None, case.values), asked=True)
    lines = [] if case.id is None else [f"case: {case.id}"]
    if case.under:
        lines += mapping_lines("under", dict(case.under), "")
        lines += mapping_lines("facts", facts, "") if facts else ["facts: {}"]
    else:
        lines += [line for name, value in facts.items() for line in _entry(name, value, "")]
    return "\n".join(lines or ["{}"]) + "\n"


def mapping_lines(key: str, values: Mapping[str, object], pad: str) -> Iterator[str]:
    """A mapping under its key, indented by `pad`, with the entities of lists in blocks."""
    yield f"{pad}{key}:"
    for name, value in values.items():
        yield from _entry(name, value, pad + "  ")


def _entry(name: str, value: object, pad: str) -> Iterator[str]:
    if isinstance(value, Mapping) and "listed" in value:
        yield from mapping_lines(name, value, pad)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        yield f"{pad}{name}:"
        for entity in value:
            yield from _entity(entity, pad + "  ")
    else:
        yield f"{pad}{name}: {flow(value)}"


def _entity(entity: Mapping[str, object], pad: str) -> Iterator[str]:
    lines = [line for name, value in entity.items() for line in _entry(name, value, pad + "  ")]
    yield f"{pad}- {lines[0].lstrip()}" if lines else f"{pad}- {{}}"
    yield from lines[1:]


def flow(value: object) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {flow(each)}' for key, each in value.items())}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(flow, value))}]"
    return str(value)
