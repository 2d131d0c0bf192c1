"""Pages of everyday work: my work, the inside of a site, its history, the county at a glance."""
