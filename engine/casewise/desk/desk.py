"""The desk: the rules that it applies, who may sit at it, and what is on it."""

from functools import cached_property

from casewise.codebook.document import Page
from casewise.desk.door import Door
from casewise.desk.material import MaterialOf
from casewise.desk.memory import Memory
from casewise.desk.rendering import Renderer
from casewise.model.ruleset import Ruleset


class Desk:
    """All that the pages share."""

    def __init__(self, ruleset: Ruleset, material_of: MaterialOf, door: Door) -> None:
        self.ruleset = ruleset
        self.door = door
        self.renderer = Renderer(ruleset)
        self.memory = Memory()
        self._material_of = material_of

    @cached_property
    def book(self) -> dict[str, Page]:
        """The pages of the codebook by their paths."""
        from casewise.codebook.binding import bind  # made while the first page is read

        return {page.path: page for page in bind(self._material_of(self.ruleset)).pages}
