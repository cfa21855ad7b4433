"""What the one person at the desk has told it, in this process and nowhere else."""

from casewise.desk.table import Table
from casewise.sitting.sitting import Sitting


class Memory:
    """The case at hand and the table of cases; all of it is forgotten at once."""

    def __init__(self) -> None:
        self.sitting: Sitting | None = None
        self.turned_to = ""
        """The path of a question that was asked for, instead of the best one."""
        self.table: Table | None = None

    def take(self, sitting: Sitting) -> None:
        """Go on with this sitting, and with the best question in it."""
        self.sitting = sitting
        self.turned_to = ""

    def clear(self) -> None:
        """Forget everything."""
        self.sitting = None
        self.turned_to = ""
        self.table = None
