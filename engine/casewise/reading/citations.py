"""Citations: `bulletin-2003, lines 42-43, 304-330` (several sources parted by `;`)."""

import re
from collections.abc import Iterable

from casewise.model.ruleset import Source
from casewise.model.vocabulary import Citation
from casewise.reading.shape import Notes
from casewise.reading.tree import Node
from casewise.reading.words import suggest, ticked

_NUMBER = "[1-9][0-9]{0,6}"
_RANGE = f"{_NUMBER}(?:-{_NUMBER})?"
PART = rf"([a-z0-9-]+), lines? ({_RANGE}(?:, ?{_RANGE})*)"
_PART = re.compile(PART)
_SHORT = re.compile(rf"([a-z0-9-]+):({_RANGE})")
_FORM = "write `bulletin-2003, line 50` or `bulletin-2003, lines 42-43, 304-330`"


class CitationReader:
    """Reads citations of these sources; of any, as long as the sources are not known."""

    def __init__(self, notes: Notes, sources: Iterable[Source] | None = None) -> None:
        self.notes = notes
        self.sources = None if sources is None else {source.id: source for source in sources}

    def read(self, node: Node) -> tuple[Citation, ...]:
        """The citations a text names, in its order.

        Raises:
            Unreadable: the text does not have that form, or it leads nowhere (R115).
        """
        found: list[Citation] = []
        for part in self.notes.text(node, "`cites`").split(";"):
            match = _PART.fullmatch(part.strip())
            if match is None:
                raise self.notes.fail(node, "R115", "this is not a citation of lines", _FORM)
            found += (self._citation(node, match[1], piece) for piece in match[2].split(","))
        return tuple(found)

    def read_short(self, node: Node) -> Citation:
        """One citation in the short form `bulletin-2003:42-43`.

        Raises:
            Unreadable: the text does not have that form, or it leads nowhere (R115).
        """
        match = _SHORT.fullmatch(self.notes.text(node, "`lines`"))
        if match is None:
            what = "this is not a citation of lines"
            raise self.notes.fail(node, "R115", what, "write `bulletin-2003:50`")
        return self._citation(node, match[1], match[2])

    def _citation(self, node: Node, source: str, piece: str) -> Citation:
        first, _, last = piece.strip().partition("-")
        cite = Citation(source, int(first), int(last or first))
        if cite.last < cite.first:
            raise self.notes.fail(node, "R115", f"the lines of `{cite}` end before they begin")
        if self.sources is not None:
            self._check(node, cite, self.sources.get(source))
        return cite

    def _check(self, node: Node, cite: Citation, source: Source | None) -> None:
        if source is None:
            what = f"there is no source {ticked(cite.source)}"
            raise self.notes.fail(node, "R115", what, suggest(cite.source, self.sources or ()))
        if cite.last > source.lines:
            what = f"`{cite}` lies beyond the {source.lines} lines of the source"
            raise self.notes.fail(node, "R115", what)
