"""How far Polars reads ahead of what is classified and written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

SETTINGS = ("POLARS_ROW_GROUP_PREFETCH_SIZE", "POLARS_CSV_CHUNK_PREFETCH_LIMIT")
"""The settings of Polars for row groups of Parquet and for pieces of CSV."""
ONE = "1"


@contextmanager
def reading_little_ahead() -> Iterator[None]:
    """Have Polars read one piece ahead, so that what waits does not grow with the file.

    By default it reads eight or more. A setting of one's own stays.
    """
    unset = [name for name in SETTINGS if name not in os.environ]
    os.environ.update(dict.fromkeys(unset, ONE))
    try:
        yield
    finally:
        for name in unset:
            os.environ.pop(name, None)
