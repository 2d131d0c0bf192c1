"""The few typed checks that clauses are made of. Data, not a programming language.

A check says what must hold, what it looks at and what in it does not fit its pack; how it is decided stands in
`compliance.rules`, in one class a check, with an explanation for one site and in columns for many. Every check answers
met, not met or unknown; combinations follow three-valued logic. A family of checks is a module here and its twin there.
"""
