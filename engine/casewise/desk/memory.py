"""What the one person at the desk has told it, in this process and nowhere else."""

from casewise.desk.table import Table
from casewise.model.case import Case


class Memory:
    """The case at hand and the table of cases; all of it is forgotten at once."""

    def __init__(self) -> None:
        self.case: Case | None = None
        self.table: Table | None = None

    def take(self, case: Case) -> None:
        """Work on this case from now on."""
        self.case = case

    def clear(self) -> None:
        """Forget everything."""
        self.case = None
        self.table = None
