"""A server on this machine's loopback interface, and on no other."""

import socket
from ipaddress import ip_address
from threading import Thread

import uvicorn

from casewise.desk.app import application
from casewise.desk.desk import Desk
from casewise.desk.door import Door
from casewise.desk.material import MaterialOf
from casewise.desk.warming import warm
from casewise.errors import CasewiseError
from casewise.model.ruleset import Ruleset

ADDRESS = "127.0.0.1"
MOST_AT_ONCE = 32
_HEAD = 16 * 1024


class NotLoopback(CasewiseError):
    """The socket can be reached from other machines."""


class PortTaken(CasewiseError):
    """Nothing can listen on the port."""


class Serving:
    """A desk that can be reached; `run` answers until it is interrupted."""

    def __init__(self, ruleset: Ruleset, material_of: MaterialOf, port: int = 0) -> None:
        """Listen, so that a browser may come from now on.

        Raises:
            PortTaken: nothing can listen on the port.
            NotLoopback: the socket is not on the loopback interface.
        """
        self._socket = listening(port)
        self.port: int = self._socket.getsockname()[1]
        self.door = Door(self.port)
        self._desk = Desk(ruleset, material_of, self.door)

    @property
    def link(self) -> str:
        """Where the desk is, with the key that opens it once."""
        return f"{self.address}/?k={self.door.key}"

    @property
    def address(self) -> str:
        """Where the desk is."""
        return f"http://{ADDRESS}:{self.port}"

    def run(self) -> None:
        """Answer until interrupted, then forget everything."""
        Thread(target=warm, args=(self._desk,), daemon=True).start()
        try:
            uvicorn.Server(self._config()).run(sockets=[self._socket])
        finally:
            self._desk.memory.clear()
            self._socket.close()

    def _config(self) -> uvicorn.Config:
        """No log of requests, and none of what goes wrong but our own."""
        return uvicorn.Config(
            application(self._desk, self.port), http="h11", ws="none", lifespan="off",
            log_config=None, access_log=False, server_header=False, proxy_headers=False,
            limit_concurrency=MOST_AT_ONCE, h11_max_incomplete_event_size=_HEAD,
            timeout_graceful_shutdown=1,
        )  # fmt: skip


def listening(port: int, address: str = ADDRESS) -> socket.socket:
    """A socket that listens on the loopback interface; port 0 is any that is free.

    Raises:
        PortTaken: nothing can listen there.
        NotLoopback: the address is one that other machines reach.
    """
    if not ip_address(address).is_loopback:
        raise NotLoopback(f"{address} can be reached from other machines")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(MOST_AT_ONCE)
    except OSError as error:
        listener.close()
        why = (error.strerror or "it cannot be used").lower()
        raise PortTaken(f"port {port}: {why} (leave out --port to take any that is free)") from None
    if not ip_address(listener.getsockname()[0]).is_loopback:
        listener.close()
        raise NotLoopback("the socket can be reached from other machines")
    return listener
