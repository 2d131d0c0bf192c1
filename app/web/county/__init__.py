"""Pages of the county office: the county at a glance, and each clause over all its sites."""
