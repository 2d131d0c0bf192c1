"""Accounts, signing in and out, tokens, and the attempts that are counted against guessing."""
