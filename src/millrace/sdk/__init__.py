"""What a node type, a connection type or an event source may see."""
