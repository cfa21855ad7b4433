"""What the desk does not do, and says so."""

from http import HTTPStatus

from casewise.errors import CasewiseError


class Refused(CasewiseError):
    """A request that is not answered as asked: the status, and in words what to do instead.

    The words hold nothing of what was sent.
    """

    def __init__(self, status: HTTPStatus, words: str) -> None:
        self.status = status
        super().__init__(words)
