"""The kinds of problem that a data file or its column map can have."""

from casewise.frames.codes import CODES as OF_FRAMES

CODES = OF_FRAMES | {
    "D401": "a cell that a spreadsheet would take for a formula",
    "D402": "a cell whose code has no stated meaning",
    "D403": "a column map names a column that the table does not have",
    "D407": "a blank cell, of which nothing is said",
    "D410": "a numbered entity is absent in one column and told of in another",
    "D411": "this kind of file cannot hold a column of that kind, or of that name",
}
