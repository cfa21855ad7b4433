# Golden numbers for casewise tabulate, by R's package survey.
#
#   Rscript golden.R        (Debian: r-base-core and r-cran-survey)
#
# Makes 50 random stratified, clustered designs and writes them to cases.csv, and what survey
# estimates from each to numbers.csv. The tests read the two files and need no R.

suppressPackageStartupMessages(library(survey))
set.seed(2003)

categories <- c("first", "second", "third")
answers <- c("yes", "no", "unknown")
lonely_rules <- c("remove", "average", "adjust")

# One design: strata of unequal sizes; agencies that differ in what they meet; every second
# design has a finite population of agencies, every fifth one stratum with a single agency, which
# in every twentieth is all that there is (and so needs no rule).
is_lonely <- function(number) number %% 5 == 0 && number %% 20 != 0

make_design <- function(number) {
  strata <- sample(2:6, 1)
  rows <- list()
  for (stratum in seq_len(strata)) {
    lonely <- number %% 5 == 0 && stratum == 1
    agencies <- if (lonely) 1 else sample(2:9, 1)
    population <- agencies + sample(0:20, 1)
    if (lonely) population <- if (is_lonely(number)) 12 else 1
    for (agency in seq_len(agencies)) {
      cases <- sample(1:6, 1)
      leaning <- rgamma(3, 0.8) + 0.02
      rows[[length(rows) + 1]] <- data.frame(
        design = number, stratum = paste0("s", stratum), agency = paste0("s", stratum, "a", agency),
        population = if (number %% 2 == 0) population else NA,
        weight = round(rgamma(cases, 2, 0.4) * stratum + 1, 3),
        category = sample(categories, cases, TRUE, leaning),
        answer = sample(answers, cases, TRUE, c(0.5, 0.4, 0.1))
      )
    }
  }
  made <- do.call(rbind, rows)
  made$case <- paste0("d", number, "-", seq_len(nrow(made)))
  made
}

as_design <- function(made) {
  fpc <- if (anyNA(made$population)) NULL else ~population
  svydesign(~agency, strata = ~stratum, weights = ~weight, fpc = fpc, data = made)
}

row <- function(number, rule, domain, kind, category, value, se, interval, df) {
  data.frame(
    design = number, rule = rule, domain = domain, kind = kind, category = category,
    value = as.numeric(value), se = as.numeric(se), low = interval[1], high = interval[2], df = df
  )
}

totals <- function(number, rule, domain, design, df) {
  all <- svytotal(~one, design)
  found <- row(number, rule, domain, "total", "all", coef(all), SE(all), confint(all, df = df), df)
  for (category in categories) {
    design$variables$it <- as.numeric(design$variables$category == category)
    each <- svytotal(~it, design)
    found <- rbind(found, row(
      number, rule, domain, "total", category, coef(each), SE(each), confint(each, df = df), df
    ))
  }
  found
}

proportions <- function(number, rule, domain, design, df) {
  found <- NULL
  for (category in categories) {
    it <- as.numeric(design$variables$category == category)
    if (all(it == 0) || all(it == 1)) next # there is no logit of 0 or 1
    design$variables$it <- it
    each <- suppressWarnings(svyciprop(~it, design, method = "logit", df = df))
    se <- sqrt(attr(each, "var")[1])
    if (se < 1e-12) next
    found <- rbind(found, row(
      number, rule, domain, "proportion", category, each[1], se, attr(each, "ci"), df
    ))
  }
  found
}

estimates <- function(number, made, rule) {
  options(survey.lonely.psu = rule)
  made$one <- 1
  whole <- as_design(made)
  part <- subset(whole, answer == "yes")
  # survey 4.1 centres nothing under "adjust", which is the grand mean for a proportion only.
  total <- if (rule == "adjust") function(...) NULL else totals
  rbind(
    total(number, rule, "all", whole, degf(whole)),
    proportions(number, rule, "all", whole, degf(whole)),
    total(number, rule, "yes", part, degf(part)),
    proportions(number, rule, "yes", part, degf(part))
  )
}

made <- lapply(1:50, make_design)
numbers <- lapply(made, function(each) {
  number <- each$design[1]
  rules <- if (is_lonely(number)) lonely_rules else "fail"
  do.call(rbind, lapply(rules, function(rule) estimates(number, each, rule)))
})

columns <- c("design", "case", "stratum", "agency", "population", "weight", "category", "answer")
write.csv(
  do.call(rbind, made)[columns], "cases.csv", row.names = FALSE, quote = FALSE, na = ""
)
numbers <- do.call(rbind, numbers)
for (name in c("value", "se", "low", "high")) {
  numbers[[name]] <- formatC(numbers[[name]], digits = 12, format = "g", width = 1)
}
write.csv(numbers, "numbers.csv", row.names = FALSE, quote = FALSE)
writeLines(paste("survey", packageVersion("survey"), "on", R.version.string), "made-by.txt")
