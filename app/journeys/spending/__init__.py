"""Money spent: entered by the county office, corrected or struck out with a reason, added up by line of the targets."""
