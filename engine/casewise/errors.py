"""Problems in what a user wrote: values with a place, a code, words and a hint.

Problems are collected over all files, sorted and raised together as `ProblemsFound`, so that
one run shows everything there is to mend.
"""

from collections.abc import Iterable

from attrs import field, frozen


@frozen(order=True)
class Place:
    """A position in a text: its name, and line and column counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@frozen(order=True)
class Problem:
    """One thing to mend: where, which kind (`code`), what is wrong and what may help."""

    place: Place
    code: str
    what: str
    hint: str = ""
    excerpt: str = field(default="", order=False)

    def __str__(self) -> str:
        head = f"{self.place}: {self.code} {self.what}"
        if not self.excerpt:
            return f"{head} ({self.hint})" if self.hint else head
        caret = " " * (self.place.column - 1) + "^"
        return "\n".join([head, f"    {self.excerpt}", f"    {caret} {self.hint}".rstrip()])


class CasewiseError(Exception):
    """The root of every error that casewise raises on purpose."""


class ProblemsFound(CasewiseError):
    """What was read cannot be used; `problems` says why, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NotLoadable(CasewiseError):
    """An engine cannot run on this machine, as when its compiled part does not load."""


class EngineFailure(CasewiseError):
    """An engine refused a message or stopped; the text holds no fact."""


def report_id(error: Exception) -> str:
    """Where in the program an error arose, as twelve digits; nothing of what was worked on."""
    import hashlib  # only wanted when something is wrong

    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return hashlib.sha256(f"{type(error).__name__}|{'|'.join(frames)}".encode()).hexdigest()[:12]
