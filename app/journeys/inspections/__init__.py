"""What visits found and has to be put right: reading it, and every move of it."""
