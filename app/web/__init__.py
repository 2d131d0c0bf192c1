"""What goes over HTTP: pages and the API, by audience, and nothing that decides.

A handler reads the request, calls a journey, and shows what came back. No thresholds, no SQL, no
transactions, no business conditions. Every route declares its audience; every text a person reads comes from
`messages` or from a `Wording`; every fault becomes an answer in `problems` and nowhere else.
"""
