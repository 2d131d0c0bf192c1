"""The form of a site: what it asks, what was typed, what it would come to."""
