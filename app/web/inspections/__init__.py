"""Pages about what visits found at sites, and its rectification."""
