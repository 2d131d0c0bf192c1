"""The demonstration: sample sites and sample accounts, marked as such."""
