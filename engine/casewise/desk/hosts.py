"""Which names a request may call this server by.

A page from elsewhere can have its own name resolved to this machine (DNS rebinding). Browsers
then take it and the server for one origin, and only the name in `Host` gives it away.
"""

from collections.abc import Sequence
from http import HTTPStatus

NAMES = ("127.0.0.1", "localhost")


def host_refused(hosts: Sequence[str], port: int) -> HTTPStatus | None:
    """The status that refuses a request with these `Host` headers; `None` if it is for us."""
    if len(hosts) != 1:
        return HTTPStatus.BAD_REQUEST
    return None if hosts[0].lower() in own_hosts(port) else HTTPStatus.FORBIDDEN


def own_hosts(port: int) -> frozenset[str]:
    """What `Host` may say: the loopback interface by number or name, with the port."""
    with_port = {f"{name}:{port}" for name in NAMES}
    return frozenset(with_port | set(NAMES) if port == 80 else with_port)
