"""Ledgers and scorecards of an operator on pages."""
