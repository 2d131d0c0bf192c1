"""Faults that people outside report about a site: taken in, worked through, answered. No record changes by itself."""
