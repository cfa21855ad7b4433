"""Tables of cases in files of many kinds: read, classified and written in pieces."""
