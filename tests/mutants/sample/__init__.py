"""A module to plant faults in, and tests that notice most of them."""
