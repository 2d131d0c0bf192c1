"""The door: what a connection may cost before the application sees a request, and what is said when it is too much.

Nothing of the trade here, and no page: whoever is refused here sent what no browser and no client of ours sends.
"""
