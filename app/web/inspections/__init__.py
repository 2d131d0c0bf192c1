"""Pages about what visits found at sites, and how it is put right."""
