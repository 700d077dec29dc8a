"""Values, tables and pure functions: the rules of Millrace."""
