"""Assessments of an operator: what a period is scored, and what is then paid. Exact decimals, no clock, no database."""
