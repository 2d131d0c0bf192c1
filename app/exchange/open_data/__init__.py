"""The registry as open data: one flat row a site with public values only, and the files that are made of such rows."""
