"""Pages of the money spent."""
