"""The interview: a question at a time, and every answer can be changed."""

import re
from contextlib import suppress
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casewise.desk.answering import NotAnswered, answer_in
from casewise.desk.desk import Desk
from casewise.desk.forms import Form, first, form_of
from casewise.desk.question_view import Fields, kept_members, question_view, shown_members
from casewise.desk.refusals import Refused
from casewise.errors import ProblemsFound
from casewise.explanation.words import known_at
from casewise.interview.interviewing import TooMuchOpen
from casewise.sitting.questions import Question
from casewise.sitting.sitting import NoSuchPlace, Sitting, State, TooMany

_PATH = re.compile(r"[^.]+(\.[1-9][0-9]*(\.[^.]+)?)?", re.ASCII)
"""`route`, `items.1`, `items.1.weight`: an entity has one number, written one way."""

Errors = list[tuple[str, str]]


class InterviewPages:
    """Pages of questions and answers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._memory = desk.memory

    async def question(self, _: Request) -> Response:
        """The question that was turned to, else the best one; the result where none is left."""
        sitting = self._memory.sitting
        if sitting is None:
            return see("/")
        question = self._at_hand(sitting)
        return see("/result") if question is None else self._shown(sitting, question)

    async def answer(self, request: Request) -> Response:
        """Take an answer, and ask the next question."""
        form = await form_of(request)
        sitting, question = self._asked(form)
        try:
            said = sitting.say(question.path, self._answer(sitting, question, form))
        except NotAnswered as error:
            return self._shown(sitting, question, form, [(error.field, str(error))])
        except ProblemsFound as error:
            field = _first_field(form)
            return self._shown(sitting, question, form, [(field, p.what) for p in error.problems])
        except TooMany as error:
            raise Refused(HTTPStatus.BAD_REQUEST, f"This is one too many: {error}.") from None
        self._memory.take(said)
        return see("/question")

    async def skip(self, request: Request) -> Response:
        """Put a question aside."""
        sitting, question = self._asked(await form_of(request))
        self._memory.take(sitting.skip(question.path))
        return see("/question")

    async def take_up(self, _: Request) -> Response:
        """Ask again for all that was put aside."""
        self._memory.take(self._sitting().take_up())
        return see("/question")

    async def back(self, _: Request) -> Response:
        """Go back to the question before: its answer is as if it had not been given."""
        sitting = self._sitting()
        self._memory.take(sitting.back())
        with suppress(Refused):  # an entity that was not listed yet
            self._turn(sitting.path)
        return see("/question")

    async def turn(self, request: Request) -> Response:
        """Ask for one fact, whether or not it was answered."""
        self._turn(path_in(await form_of(request)))
        return see("/question")

    async def withdraw(self, request: Request) -> Response:
        """Take an answer back, or all about one entity."""
        path = path_in(await form_of(request))
        try:
            self._memory.take(self._sitting().withdraw(path))
        except NoSuchPlace:
            raise _gone() from None
        return see("/answers")

    def _sitting(self) -> Sitting:
        """The sitting at hand.

        Raises:
            Refused: there is none.
        """
        if self._memory.sitting is None:
            raise Refused(HTTPStatus.BAD_REQUEST, "No case is at the desk: start one first.")
        return self._memory.sitting

    def _at_hand(self, sitting: Sitting) -> Question | None:
        try:
            if self._memory.turned_to:
                return sitting.about(self._memory.turned_to)
            return sitting.question
        except NoSuchPlace:
            return sitting.question
        except TooMuchOpen as error:
            raise Refused(HTTPStatus.BAD_REQUEST, f"{error}. Take some answers back.") from None

    def _asked(self, form: Form) -> tuple[Sitting, Question]:
        """The question that a form was about, which need not be the one at hand.

        Raises:
            Refused: there is no such question.
        """
        sitting, path = self._sitting(), path_in(form)
        best = None if self._memory.turned_to else sitting.question
        try:
            return sitting, best if best and best.path == path else sitting.about(path)
        except NoSuchPlace:
            raise _gone() from None

    def _turn(self, path: str) -> None:
        """Ask for a fact next, or whether a list has one more entity.

        Raises:
            Refused: there is no such fact; an entity itself is none.
        """
        try:
            self._sitting().about(path)
            if path.rpartition(".")[2].isdigit():
                raise _gone()
        except NoSuchPlace:
            raise _gone() from None
        self._memory.turned_to = path

    def _answer(self, sitting: Sitting, question: Question, form: Form) -> object:
        kept = kept_members(question, known_at(sitting.values, question.path))
        return answer_in(question, shown_members(question), kept, form)

    def _shown(
        self, sitting: Sitting, question: Question,
        fields: Fields | None = None, errors: Errors | None = None,
    ) -> Response:  # fmt: skip
        changing = sitting.state(question.path) is not State.NOT_STATED
        view = question_view(sitting, question, changing=changing, fields=fields)
        status = HTTPStatus.BAD_REQUEST if errors else HTTPStatus.OK
        return self._desk.renderer.page("question", status, view=view, errors=errors or [])


def path_in(form: Form) -> str:
    """The path of a fact, or of an entity, that a form is about.

    Raises:
        Refused: it is no path.
    """
    path = first(form, "path")
    if not _PATH.fullmatch(path):
        raise _gone()
    return path


def see(path: str) -> Response:
    """Where to go on after a form was taken."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def _gone() -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, "There is no such question any more.")


def _first_field(form: Form) -> str:
    """The field to look at where an answer was understood and cannot be."""
    part = first(form, "answer")
    fields = {"exact": ("exact", "exact-year"), "part": ("low", "low-year")}.get(part, ())
    return next((field for field in fields if field in form), "answer")
