"""Work on all processors."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor


def threads() -> int:
    """How many threads this process may use at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_threads(work: Callable[[Iterable[int]], object], starts: range) -> None:
    """Share out starts: `work` is called once by each thread, with the starts that it takes."""
    count = min(len(starts), threads())
    if count < 2:
        work(starts)
        return
    left = iter(starts)  # the interpreter hands out one at a time
    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(work, left) for _ in range(count)]:
            done.result()
