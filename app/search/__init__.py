"""Search: what people type, read as they mean it, and which sites it fits.

`lexicon` knows the words (places, former townships, kinds, everyday words for services), `asked` cuts a typed text into
them, `columns` keeps what is said of every site in one form and finds what fits, best first, `meant` proposes what was
meant when nothing does. Pure: texts in, numbers out; who is found and shown is for the journeys.
"""
