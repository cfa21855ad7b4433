"""Which columns of a Spark frame tell of a fact."""

from collections.abc import Iterable, Mapping

import polars as pl
from attrs import frozen
from pyspark.sql import Column
from pyspark.sql import functions as fn
from pyspark.sql import types as tp

from casewise.frames.names import FRAME
from casewise.frames.told import told
from casewise.model.vocabulary import Fact

_TYPES: Mapping[type[tp.DataType], pl.DataType] = {
    tp.BooleanType: pl.Boolean(),
    tp.DateType: pl.Date(),
    tp.TimestampType: pl.Datetime(),
    tp.TimestampNTZType: pl.Datetime(),
    tp.ByteType: pl.Int8(),
    tp.ShortType: pl.Int16(),
    tp.IntegerType: pl.Int32(),
    tp.LongType: pl.Int64(),
    tp.FloatType: pl.Float32(),
    tp.DoubleType: pl.Float64(),
    tp.StringType: pl.String(),
    tp.NullType: pl.Null(),
}


@frozen
class Told:
    """A fact with the columns that tell of it: by part, `""` for the fact known exactly."""

    fact: Fact
    columns: Mapping[str, Column]

    def column(self, part: str = "") -> Column | None:
        """The column of a part, if there is one."""
        return self.columns.get(part)


def telling(facts: Iterable[Fact], schema: tp.StructType) -> dict[str, Told]:
    """The facts that some column tells of, by name, as docs/columns.md says.

    Raises:
        ProblemsFound: a column says of a fact what cannot be known of it, or has a type that the
            fact cannot have (D404).
    """
    types = {each.name: _type(each.dataType) for each in schema.fields}
    return {
        each.fact.name: Told(
            each.fact,
            {part: named(name) for part, name in each.columns.items() if types[name] != pl.Null},
        )
        for each in told(facts, types, FRAME)
    }


def named(name: str) -> Column:
    """The column of that name, dots and all."""
    return fn.col(quoted(name))


def quoted(name: str) -> str:
    """The name of a column as Spark's SQL has it, dots and all."""
    return f"`{name.replace('`', '``')}`"


def _type(of_spark: tp.DataType) -> pl.DataType:
    """The Polars type that stands for a type of Spark in the checks that both share."""
    if isinstance(of_spark, tp.ArrayType):
        return pl.List(_type(of_spark.elementType))
    if isinstance(of_spark, tp.StructType):
        return pl.Struct({each.name: _type(each.dataType) for each in of_spark.fields})
    return _TYPES.get(type(of_spark), pl.Object())
