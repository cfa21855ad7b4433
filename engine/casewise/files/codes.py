"""The kinds of problem that a data file or its column map can have."""

CODES = {
    "D401": "a cell that a spreadsheet would take for a formula",
    "D402": "a cell whose code has no stated meaning",
    "D403": "a column map names a column that the table does not have",
    "D404": "no column is a fact, or one column is told in two ways",
    "D405": "a value that the fact cannot have, or that contradicts another column",
    "D406": "a column of the table has the name of one of the results",
    "D407": "a blank cell, of which nothing is said",
    "D408": "a case without rows in a table of entities, of which nothing is said",
    "D409": "a row of a table of entities belongs to no case",
    "D410": "a numbered entity is absent in one column and told of in another",
    "D411": "this kind of file cannot hold a column of that kind, or of that name",
}
