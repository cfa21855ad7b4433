"""Hypothesis strategies for testing one's own rules, and what is built on them.

```python
from hypothesis import given
import casewise
from casewise.testing import cases, complete_cases

RULES = casewise.load("rules/mine")

@given(complete_cases(RULES))
def test_a_complete_case_is_settled(case):
    assert casewise.classify(RULES, case).settled
```

`cases` draws records known in part, `complete_cases` records that say whatever a record can say,
and `rulesets` whole small rulesets, for code that must work with any. All of them shrink: what is
reported is a small record, or a small ruleset, on which the test still fails.
"""

try:
    from casewise.testing.strategies import cases, complete_cases, rulesets
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    message = "casewise.testing needs Hypothesis: install it, or `casewise[test]`"
    raise ModuleNotFoundError(message, name="hypothesis") from None

__all__ = ["cases", "complete_cases", "rulesets"]
