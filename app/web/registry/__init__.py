"""Pages on which the county keeps its register: a site added, changed in its life, and what that means for others."""
