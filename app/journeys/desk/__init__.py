"""What each person finds on their desk: my work, the inside of a site, its history, the county at a glance."""
