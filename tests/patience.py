"""How long is waited for what must come: a server's address, a process's end, an answer, a page's next state.

So long that only what is broken reaches it: beside a dozen others on two cores, seconds become minutes.
"""

PATIENCE_SECONDS = 300
