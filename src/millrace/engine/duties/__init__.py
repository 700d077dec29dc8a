"""What the leading engine does by itself, now and then: one duty is one file."""
