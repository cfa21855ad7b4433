"""The same rules under Apache Spark: `casewise.spark.classify` and `totals`, see docs/scale.md."""

from casewise.spark.classifying import classify as classify
from casewise.spark.totals import totals as totals
