"""A site with every field filled in, carried through every format and back."""
