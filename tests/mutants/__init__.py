"""Deliberate faults: does a test fail for each? `make mutants` plants them one by one and lists those nobody noticed.

A tool of our own: those there are (mutmut, cosmic-ray) start a run of the tests for every fault, or rewrite the modules
in place. Here everything is loaded and set up once, each fault is planted in a fork of it, and only those tests are run
that pass through the function in question. Faults are planted in functions and in the tables of a module; what a class
declares and what is only worded (`Wording`, annotations) is left alone.
"""
