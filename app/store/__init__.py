"""Where everything is kept: Piccolo tables, the only SQL of the program, one file a subject.

A site is stored as one aggregate: a row with projected columns to filter by, plus `document`, the canonical
JSON text of the whole site. Nothing is ever filtered inside JSON (engines differ, and one of them fails
silently). Change records hold the whole document before and after, so any past state can be read back. A
`revision` counter is raised in the same transaction as every write, so that several reading processes know
when what they keep in memory is old.

The room promises that a write is whole or absent, that it is durable once `transaction()` has been left, and
that both engines behave alike. It never judges, reads no clock but to know how old its reading of the counters
is, and knows nothing of HTTP; it takes and gives back plain frozen dataclasses, never Piccolo objects.
"""
