"""Who may do what: roles, scopes and the one rule. Pure; sessions and passwords are for `journeys.accounts`."""
