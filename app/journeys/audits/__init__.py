"""The county's result as of a day."""
