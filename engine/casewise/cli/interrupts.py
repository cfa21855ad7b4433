"""Ctrl-C while a library works: taken note of, and acted on where that is safe."""

import signal
import threading
from types import FrameType, TracebackType


class Interrupted(Exception):
    """Ctrl-C was pressed. An ordinary exception: libraries let these through their own threads."""


class Interrupts:
    """While this is entered, the first Ctrl-C waits for `check`; a second one ends at once.

    Raises:
        KeyboardInterrupt: on leaving, where `check` has told of it.
    """

    def __init__(self) -> None:
        self._pressed = False
        self._before = signal.getsignal(signal.SIGINT)
        self._on = threading.current_thread() is threading.main_thread()

    def check(self) -> None:
        """Leave off if Ctrl-C was pressed.

        Raises:
            Interrupted: it was.
        """
        if self._pressed:
            raise Interrupted

    def __enter__(self) -> "Interrupts":
        if self._on:
            signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._pressed = True
        signal.signal(signal.SIGINT, self._before)

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._on:
            signal.signal(signal.SIGINT, self._before)
        if isinstance(error, Interrupted):
            raise KeyboardInterrupt from None
