"""Who may do what: roles, scopes and the one rule (`may`), what a role can be given, which passwords will do, when
to slow somebody down. Pure; accounts, sessions and tokens are kept by journeys.
"""
