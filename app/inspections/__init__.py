"""Visits, what was found on them, and putting it right: the states of a rectification and who may move them."""
