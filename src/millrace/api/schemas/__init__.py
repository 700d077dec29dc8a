"""Bodies of requests and answers, one file per noun. Never rows, never domain objects."""
