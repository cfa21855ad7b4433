"""A circuit run over rows gives each row what its gates say, with NumPy and as machine code."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewise.evaluation.columns import running, turning
from casewise.evaluation.columns.bits import packed, unpacked
from casewise.evaluation.columns.circuit import ALWAYS, NEVER, Circuit
from casewise.evaluation.columns.numbering import Numbering, has_searching
from casewise.evaluation.columns.running import GROUP, Found, Runner, Wanted
from casewise.evaluation.columns.turning import turned

Flags = np.ndarray[Any, np.dtype[np.bool_]]
MOST_INPUTS = 6


class Drawn:
    """A random circuit, built beside what each of its planes should hold."""

    def __init__(self, data: st.DataObject, rows: int) -> None:
        inputs = data.draw(st.integers(1, MOST_INPUTS))
        rng = np.random.default_rng(data.draw(st.integers(0, 999)))
        self.given: list[Flags] = [rng.random(rows) < 0.5 for _ in range(inputs)]
        self.circuit = Circuit(inputs)
        self.holds = {NEVER: np.zeros(rows, np.bool_), ALWAYS: np.ones(rows, np.bool_)}
        self.holds |= {self.circuit.input(at): flags for at, flags in enumerate(self.given)}
        for _ in range(data.draw(st.integers(0, 40))):
            self._grow(data)

    def _grow(self, data: st.DataObject) -> None:
        one, two = (data.draw(st.sampled_from(sorted(self.holds))) for _ in range(2))
        match data.draw(st.sampled_from(["both", "either", "neither"])):
            case "both":
                self.holds[self.circuit.both(one, two)] = self.holds[one] & self.holds[two]
            case "either":
                self.holds[self.circuit.either(one, two)] = self.holds[one] | self.holds[two]
            case _:
                self.holds[self.circuit.neither(one)] = ~self.holds[one]

    def wanted(self, data: st.DataObject) -> Wanted:
        """Some planes, and numbers of few and of many digits."""
        planes = st.sampled_from(sorted(self.holds))
        digits = [data.draw(st.lists(planes, min_size=n, max_size=n + 5)) for n in (0, 7, 40, 62)]
        some = data.draw(st.lists(planes, max_size=3))
        return Wanted(
            {f"p{at}": plane for at, plane in enumerate(some)},
            {f"n{at}": each for at, each in enumerate(digits)},
        )

    def check(self, wanted: Wanted, found: Found, rows: int) -> None:
        """Every plane and every digit of every number is what its gates say."""
        for name, plane in wanted.planes.items():
            assert (unpacked(found.planes[name], rows) == self.holds[plane]).all()
        for name, digits in wanted.numbers.items():
            words = np.atleast_2d(found.numbers[name])
            assert words.shape[1] == rows
            for at, plane in enumerate(digits):
                bit = words[at // 64] >> np.uint64(at % 64) & np.uint64(1)
                assert (bit.astype(np.bool_) == self.holds[plane]).all()
            unused = words[-1].astype(np.uint64) >> np.uint64(len(digits) - 64 * (len(words) - 1))
            assert len(digits) in (64, 128) or not unused.any()


def run_each_way(data: st.DataObject, rows: int) -> None:
    drawn = Drawn(data, rows)
    wanted = drawn.wanted(data)
    runner = Runner(drawn.circuit, wanted)
    drawn.check(wanted, runner.run([packed(flags) for flags in drawn.given], rows), rows)


@pytest.mark.parametrize("few", [0, 1 << 62])
@pytest.mark.parametrize("at_once", [-1, 1 << 62])
def test_planes_and_numbers_are_what_the_gates_say(
    few: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "FEW", few)
    monkeypatch.setattr(turning, "FEW", at_once)

    @settings(max_examples=30)
    @given(st.data(), st.integers(0, 700))
    def check(data: st.DataObject, rows: int) -> None:
        run_each_way(data, rows)

    check()


def test_rows_in_many_chunks_are_those_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHUNK", 8)
    monkeypatch.setattr(running, "FEW", 0)
    monkeypatch.setattr(turning, "FEW", -1)

    @settings(max_examples=30)
    @given(st.data(), st.integers(0, 300))
    def check(data: st.DataObject, rows: int) -> None:
        run_each_way(data, rows)

    check()


@pytest.mark.skipif(not running.has_machine(), reason="llvmlite is not installed")
def test_machine_code_does_what_the_gates_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MANY", 0)
    monkeypatch.setattr(running, "FEW", 0)

    @settings(max_examples=4)  # each one is compiled
    @given(st.data(), st.sampled_from([1, 7, GROUP - 1, GROUP, GROUP + 9, 5 * GROUP + 64]))
    def check(data: st.DataObject, rows: int) -> None:
        run_each_way(data, rows)

    check()


@pytest.mark.parametrize("few", [-1, 1 << 62])
def test_planes_are_turned_into_numbers_digit_by_digit(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turning, "FEW", few)

    @given(st.lists(st.integers(0, 2**16 - 1), min_size=1, max_size=64))
    def check(planes: list[int]) -> None:
        width = next(each for each in (1, 2, 8) if len(planes) <= 8 * each)
        out = np.empty(16, f"u{width}")
        turned([np.array([plane & 255, plane >> 8], np.uint8) for plane in planes], out)
        for row in range(16):
            assert int(out[row]) == sum((plane >> row & 1) << at for at, plane in enumerate(planes))

    check()


# -- numbers of distinct rows ---------------------------------------------------------------------

PAIRS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2**64 - 1)), max_size=200)


@pytest.mark.parametrize("machine", [False, True])
def test_equal_rows_get_one_number_in_the_order_they_are_met(
    machine: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if machine and not has_searching():
        pytest.skip("numba is not installed")
    monkeypatch.setattr("casewise.evaluation.columns.numbering.MANY", 0 if machine else 1 << 62)

    @given(PAIRS, PAIRS)
    def check(first: list[tuple[int, int]], then: list[tuple[int, int]]) -> None:
        numbering = Numbering(2)
        met: dict[tuple[int, int], int] = {}
        for batch in (first, then):
            columns = [np.array([row[at] for row in batch], np.uint64) for at in range(2)]
            found = numbering.number(*columns)
            assert found.tolist() == [met.setdefault(row, len(met)) for row in batch]
        assert [numbering.words(number) for number in range(len(numbering))] == list(met)

    check()
