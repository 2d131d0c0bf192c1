"""Half-years of an operator: scoring what is handed in."""
