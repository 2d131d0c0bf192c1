"""How each check of a clause is decided: one class a check, a module a family as in `standards.checks`.

A rule explains one site and answers a block of sites; a property test holds the two equal.
"""
