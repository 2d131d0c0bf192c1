"""Verdicts: judging one site with an explanation, and a whole network in columns, from the same clauses.

Pure and total: judging never raises on a valid site, never guesses, and says unknown where a fact is missing.
"""
