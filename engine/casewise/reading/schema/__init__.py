"""JSON Schemas (draft 2020-12) made from a ruleset, for completion and checks in an editor.

They accept everything that the readers accept, in the way an editor reads it: `yes` may come as
the text or as a truth value, `2000` as a number. They refuse what can be seen without reading
further: keys, words, shapes. What takes reckoning, such as a day that does not exist or bounds
the wrong way round, is left to the readers.
"""

from casewise.reading.schema.cases import case_schema as case_schema
from casewise.reading.schema.recorded import record_schema as record_schema
from casewise.reading.schema.registers import register_schemas as register_schemas
from casewise.reading.schema.rules import rule_schema as rule_schema
