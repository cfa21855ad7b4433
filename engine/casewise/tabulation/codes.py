"""The kinds of problem that a table of cases can have, by the codes they are printed with."""

CODES = {
    "D301": "there is no such column",
    "D302": "a weight is missing",
    "D303": "a weight is not a number",
    "D304": "a weight is not above zero",
    "D305": "a case has no stratum",
    "D306": "a case has no sampling unit",
    "D307": "a population size is missing, no number, or differs within a stratum",
    "D308": "a stratum has more sampling units than its population",
    "D309": "a sampling unit lies in two strata",
    "D310": "a stratum has one sampling unit, and no rule for that was chosen",
    "D311": "a case stands in two rows",
    "D312": "a row has no case id",
    "D313": "a case of the table has no record",
    "D314": "a record has no row in the table",
    "D315": "this is not an outcome of the rules",
    "D316": "a record has no case id",
    "D317": "the table is empty, or is no table",
}
