"""The same rules under Apache Spark: `casewise.spark.classify`, see docs/scale.md."""

from casewise.spark.classifying import classify as classify
