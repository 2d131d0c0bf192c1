"""Programme packs: what an official document asks for, as typed data with its own words.

Pure except for `reader`, the one place that opens pack files. A further county is a further folder, never code.
"""
