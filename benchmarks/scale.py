"""How much is measured, in a full run and in a quick one."""

from attrs import frozen


@frozen
class Scale:
    """Sizes of the samples; `rounds` is how often each record is timed."""

    records: int
    rounds: int
    peer_records: int
    remembered_cases: int
    processes: int
    sampled_cases: int
    bulk_rows: int
    bulk_records: int
    column_rows: int
    spark_rows: int
    file_rows: tuple[int, ...]


FULL = Scale(
    records=1_000,
    rounds=3,
    peer_records=60,
    remembered_cases=100_000,
    processes=20,
    sampled_cases=1_000_000,
    bulk_rows=2_000_000,
    bulk_records=8_000,
    column_rows=10_000_000,
    spark_rows=10_000_000,
    file_rows=(1_000_000, 3_000_000, 10_000_000),
)
QUICK = Scale(
    records=100,
    rounds=1,
    peer_records=12,
    remembered_cases=10_000,
    processes=5,
    sampled_cases=100_000,
    bulk_rows=200_000,
    bulk_records=2_000,
    column_rows=1_000_000,
    spark_rows=200_000,
    file_rows=(200_000,),
)
