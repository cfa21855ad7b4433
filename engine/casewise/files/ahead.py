"""How far Polars reads ahead of what is classified and written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_ROW_GROUPS = "POLARS_ROW_GROUP_PREFETCH_SIZE"
"""The setting of Polars for row groups of Parquet, of which it otherwise reads eight or more."""
FEW = "1"


@contextmanager
def reading_little_ahead() -> Iterator[None]:
    """Have Polars read one row group ahead, so that what waits does not grow with the file.

    A setting of one's own stays.
    """
    if _ROW_GROUPS in os.environ:
        yield
        return
    os.environ[_ROW_GROUPS] = FEW
    try:
        yield
    finally:
        os.environ.pop(_ROW_GROUPS, None)
