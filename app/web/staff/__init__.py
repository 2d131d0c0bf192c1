"""Pages of those who fill in, review and look back: my work, the form of a site, review, history."""
