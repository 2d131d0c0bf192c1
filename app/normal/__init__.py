"""One normal form for what people write: texts, numbers, days, telephones, codes, bytes. Used at every door, in every
comparison and in every search, so that a value means the same wherever it came in. Pure; knows nothing of sites.
"""
