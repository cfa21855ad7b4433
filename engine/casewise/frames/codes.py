"""The kinds of problem that a data frame can have; a data file can have them too."""

CODES = {
    "D404": "no column is a fact, or a column says of a fact what it cannot",
    "D405": "a value that the fact cannot have, or that contradicts another column",
    "D406": "a column of the table has the name of one of the results",
    "D408": "a case without rows in a table of entities, of which nothing is said",
    "D409": "a row of a table of entities belongs to no case",
    "D412": "a case without an id of its own, by which a table of entities could be joined",
}
