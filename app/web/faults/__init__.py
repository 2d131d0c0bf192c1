"""Pages for reporting a fault of a site without an account, for looking the answer up, and for answering."""
