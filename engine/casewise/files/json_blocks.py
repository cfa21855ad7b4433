"""A file of lines, read in blocks of many, and how many keys of JSON its lines have."""

from collections.abc import Iterator
from os import SEEK_CUR
from pathlib import Path

import numpy as np
import pyarrow as pa
from attrs import field, frozen
from numpy.typing import NDArray

BLOCK = 1 << 23
"""How many bytes are read at a time: some ten thousand lines."""
_PART = 1 << 17
"""So many bytes are looked at together, because they stay in the cache of a processor."""
_END, _QUOTE, _COLON, _BRACE, _SPACE = b'\n":{ '
Bytes = NDArray[np.uint8]


@frozen
class Block:
    """Some whole lines, one below the other; `ends` are where each of them ends."""

    text: memoryview = field(repr=False)
    ends: NDArray[np.int64] = field(repr=False)

    @property
    def lines(self) -> pa.Array:
        """The lines, each with what ends it, without a copy of their text."""
        offsets = np.zeros(len(self.ends) + 1, np.int64)
        offsets[1:] = self.ends
        buffers = pa.py_buffer(offsets), pa.py_buffer(self.text)
        return pa.LargeStringArray.from_buffers(len(self.ends), *buffers)

    def keys(self) -> int | None:
        """How many keys the lines have, and no fewer than that, all of them being mappings.

        A key ends in `":`. In a text a quotation mark has a backslash before it, so there may be
        more of these than keys. Nothing where there is space before a colon, or where a line
        begins as no mapping does.
        """
        text = np.frombuffer(self.text, np.uint8)
        if text[0] != _BRACE or (text[self.ends[:-1]] != _BRACE).any():
            return None
        found = 0
        for start in range(0, len(text), _PART):
            part = text[start : start + _PART + 1]
            colons, before = part[1:] == _COLON, part[:-1]
            if (colons & (before <= _SPACE)).any():
                return None
            found += int(np.count_nonzero(colons & (before == _QUOTE)))
        return found


def blocks(path: Path) -> Iterator[Block]:
    """The lines of a file that are not blank, in their order.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        while read := file.read(BLOCK):
            whole = read.rfind(b"\n") + 1
            if whole:
                file.seek(whole - len(read), SEEK_CUR)  # sooner done than putting texts together
                yield from _block(memoryview(read)[:whole])
            else:
                line = read + file.readline()
                yield from _block(memoryview(line if line.endswith(b"\n") else line + b"\n"))


def _block(text: memoryview) -> Iterator[Block]:
    """Some whole lines as a block, if there are any; those that begin with space are seen to."""
    ends = _ends(text)
    if (np.frombuffer(text, np.uint8)[np.append(0, ends[:-1])] <= _SPACE).any():
        lines = (line for each in bytes(text).split(b"\n") if (line := each.strip()))
        text = memoryview(b"".join(line + b"\n" for line in lines))
        ends = _ends(text)
    if text:
        yield Block(text, ends)


def _ends(text: memoryview) -> NDArray[np.int64]:
    return np.flatnonzero(np.frombuffer(text, np.uint8) == _END) + 1
