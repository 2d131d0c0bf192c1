"""Pages for everybody: finding a site, a site's facts and verdict, programmes, their progress and their clauses."""
