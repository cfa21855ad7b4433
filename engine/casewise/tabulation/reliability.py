"""How far an estimate can be trusted: a rule after the presentation standards of NCHS.

National Center for Health Statistics, *Data Presentation Standards for Proportions* (2017) and
*for Rates and Counts* (2023). Two things differ: intervals of proportions are logit intervals,
not Korn-Graubard's, and cases are counted as they are, not as an effective sample size.
"""

from casewise.tabulation.estimates import Estimate

FEW = 30
WIDE, NARROW, RELATIVE_SHARE, RELATIVE_TOTAL = 0.30, 0.05, 1.30, 1.60
FEW_DF = 8
RULE = (
    f"few: fewer than {FEW} cases (not shown without --show-small); "
    f"wide: the interval of the proportion spans {WIDE:.2f} or more, or more than {NARROW:.2f} and "
    f"{RELATIVE_SHARE:.0%} of the proportion, or that of the total more than {RELATIVE_TOTAL:.0%} "
    f"of it; df: fewer than {FEW_DF} degrees of freedom"
)


def flags(n: int, total: Estimate, share: Estimate | None) -> tuple[str, ...]:
    """Why an estimate from `n` cases is not to be relied on; nothing where it is (see `RULE`)."""
    if n == 0:
        return ("none",)
    wide = _wide_total(total) or (share is not None and _wide_share(share))
    df = [each.df for each in (total, share) if each is not None and each.df is not None]
    found = {"few": n < FEW, "wide": wide, "df": bool(df) and min(df) < FEW_DF}
    return tuple(name for name, holds in found.items() if holds)


def is_small(n: int) -> bool:
    """Whether there are cases, but too few for what is estimated from them to be shown."""
    return 0 < n < FEW


def _wide_total(total: Estimate) -> bool:
    width = _width(total)
    return width is not None and width > RELATIVE_TOTAL * total.value


def _wide_share(share: Estimate) -> bool:
    width = _width(share)
    if width is None:
        return False
    return width >= WIDE or (width > NARROW and width > RELATIVE_SHARE * share.value)


def _width(estimate: Estimate) -> float | None:
    if estimate.low is None or estimate.high is None:
        return None
    return estimate.high - estimate.low
