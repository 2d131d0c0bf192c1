"""Change requests: drafting, submitting, reviewing, publishing, undoing."""
