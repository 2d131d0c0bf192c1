"""Pages of change requests: the review list, one request, and their words."""
