"""Files of cases that were sent, read in memory."""

from http import HTTPStatus

from casewise.desk.refusals import Refused
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.cases import read_case_lines, read_case_text
from casewise.reading.tree import decode

MOST_CASES = 1_000


def cases_in(
    raw: bytes, ruleset: Ruleset, name: str = "file", most: int = MOST_CASES
) -> list[Case]:
    """The cases of a text: YAML, JSON or JSON lines.

    Args:
        raw: the text.
        ruleset: the rules whose facts the cases state.
        name: what problems call the text.
        most: how many cases there may be.

    Raises:
        ProblemsFound: it holds no cases, or what they say cannot be.
        Refused: it has more than `most`.
    """
    lines = [line for line in raw.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith(b"{") for line in lines[:2]):
        found = list(read_case_lines(raw.splitlines(keepends=True), name, ruleset))
    else:
        found = read_case_text(decode(raw, name), ruleset)
    if len(found) > most:
        words = f"There are {len(found):,} cases; here there may be {most:,} at most."
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words)
    return found
