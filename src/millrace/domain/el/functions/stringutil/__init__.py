"""StringUtil: the string functions of R153, one file for each kind."""
