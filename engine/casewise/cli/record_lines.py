"""A record that shows something, a line for each thing that it states."""

from collections.abc import Iterator

from casewise.explanation.units import units
from casewise.explanation.words import fact_words, known_at, value_words
from casewise.facts import Values
from casewise.model.vocabulary import Vocabulary


def record_lines(vocabulary: Vocabulary, values: Values) -> Iterator[str]:
    """What a record states; that there is an entity goes without saying where a fact of it is."""
    paths = list(units(values))
    for path in paths:
        if path.count(".") != 1 or not any(other.startswith(f"{path}.") for other in paths):
            known = value_words(vocabulary, path, known_at(values, path))
            yield f"{fact_words(vocabulary, path)}: {known}"
