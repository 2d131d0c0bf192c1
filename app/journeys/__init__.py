"""The use cases: each a straight line through the house, one transaction, an actor, a change record.

Journeys bring the rooms together. They know no request, no HTML and no SQL.
"""
