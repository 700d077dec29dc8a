"""Built-in connection types, one file each."""
