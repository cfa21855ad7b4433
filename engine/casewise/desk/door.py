"""Who may come in: whoever has the link first, and then that one browser."""

from hmac import compare_digest
from secrets import token_urlsafe

_BYTES = 32


class Door:
    """A key that opens once and a cookie that is known from then on; a key for programs.

    Other servers on this machine see the same cookies if the browser goes there (cookies know no
    ports): hence a name for each port, and hence the check of `Host` and origin besides.
    """

    def __init__(self, port: int) -> None:
        self.cookie_name = f"casewise-{port}"
        self.key = token_urlsafe(_BYTES)
        self.program_key = token_urlsafe(_BYTES)
        self._spent = False
        self._cookie = ""

    def open_with(self, key: str) -> str | None:
        """The cookie for the one who brings the key; `None` for a wrong key or a spent one."""
        if self._spent or not _same(key, self.key):
            return None
        self._spent = True
        return self.renew()

    def renew(self) -> str:
        """Another cookie instead of the one there was, which opens nothing any more."""
        self._cookie = token_urlsafe(_BYTES)
        return self._cookie

    def knows(self, cookie: str | None) -> bool:
        """Whether this is the cookie that was given out last."""
        return bool(self._cookie) and cookie is not None and _same(cookie, self._cookie)

    def knows_program(self, authorization: str) -> bool:
        """Whether a header `Authorization` has the key for programs."""
        scheme, _, key = authorization.partition(" ")
        return scheme.lower() == "bearer" and _same(key.strip(), self.program_key)


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode())
