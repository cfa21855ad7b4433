"""A script for R, with the package survey."""

from casewise.tabulation.design import Singleton
from casewise.tabulation.export.table import Exported

LONELY = {
    Singleton.ERROR: "fail",
    Singleton.SKIP: "remove",
    Singleton.SCALE: "average",
    Singleton.CENTER: "adjust",
}

_SCRIPT = """\
# Weighted totals and proportions, with the design that casewise tabulate uses.
# Written by casewise export. Run it where it lies: Rscript tabulate.R
# Totals have t intervals, proportions logit intervals; df are the PSUs less the strata.
{note}
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "{lonely}", digits = 10)
cases <- read.csv("cases.csv", na.strings = character())
cases$it <- 0
design <- svydesign(
  ids = {ids}, strata = {strata}, weights = ~weight, fpc = {fpc}, data = cases
)

# `within` says which cases are of the category. A total is one of the whole sample, a proportion
# one of those cases.
estimate <- function(within, category, variable, value) {{
  design$variables$it <- as.numeric(within & cases[[variable]] == value)
  total <- svytotal(~it, design)
  ends <- as.numeric(confint(total, df = degf(design)))
  part <- design[within, ]
  share <- rep(NA, 3)
  if (any(part$variables$it == 0) && any(part$variables$it == 1)) {{
    found <- svyciprop(~it, part, method = "logit", df = degf(part))
    share <- c(as.numeric(found), as.numeric(attr(found, "ci")))
  }}
  data.frame(
    category = category, variable = variable, value = value, n = sum(design$variables$it),
    total = as.numeric(coef(total)), se = as.numeric(SE(total)), low = ends[1], high = ends[2],
    share = share[1], share_low = share[2], share_high = share[3], share_df = degf(part)
  )
}}

estimates <- function(within, category, variables) {{
  for (variable in variables) {{
    for (value in sort(unique(cases[[variable]]))) {{
      found <<- rbind(found, estimate(within, category, variable, value))
    }}
  }}
}}

found <- NULL
estimates(rep(TRUE, nrow(cases)), "", c({names}))
for (category in sort(unique(cases$placement_category))) {{
  estimates(cases$placement_category == category, category, c({crossed}))
}}
write.csv(found, stdout(), row.names = FALSE)
"""
_CENTER = (
    "# survey 4.1 does not centre a total under `adjust`: its standard errors of totals differ.\n"
)


def r_script(table: Exported) -> str:
    """The script that reads the table and prints what `casewise tabulate` estimates."""
    design = table.design
    return _SCRIPT.format(
        note=_CENTER if design.singleton is Singleton.CENTER and table.size.lone else "",
        lonely=LONELY[design.singleton],
        ids="~psu" if design.psu else "~1",
        strata="~stratum" if design.strata else "NULL",
        fpc="~population" if design.population else "NULL",
        names=_quoted(table.names),
        crossed=_quoted(table.crossed),
    )


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)
