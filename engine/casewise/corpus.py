"""Where the shipped rules and cases are: inside the wheel, or beside `engine/` in a checkout."""

from pathlib import Path

from casewise.errors import CasewiseError


class NotInstalled(CasewiseError):
    """A part that every installation has is missing."""


def shipped(folder: str) -> Path:
    """The shipped `rules` or `cases` folder.

    Raises:
        NotInstalled: neither the installed package nor a checkout around it has it.
    """
    package = Path(__file__).parent
    for home in (package, package.parent.parent):
        if (home / folder).is_dir():
            return home / folder
    raise NotInstalled(f"the shipped `{folder}` folder is missing from the installation")
