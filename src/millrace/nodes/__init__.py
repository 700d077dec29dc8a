"""Built-in node types, one file each."""
