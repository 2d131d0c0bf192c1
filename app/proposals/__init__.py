"""Proposed changes to sites: what they hold and the states they go through. Pure; saving is for `journeys.proposals`.

The published record stays as it was until a reviewer accepts, all of a proposal or part of it.
"""
