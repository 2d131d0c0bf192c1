"""A second, independent reading of the construction standards, and random sites to compare the two on.

Nothing in this folder imports from `app`: where the two disagree about a verdict, one of them misread the
document, and that is the only purpose of writing the same rules twice. Keep it so when a clause changes:
change this reading from the document's words, not from the program's pack.
"""
