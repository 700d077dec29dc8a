"""The embedded objects of the expression language, one file each (R150-R157)."""
