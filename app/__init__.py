"""Zhanwang (站网): a county's public employment sites, judged clause by clause against the documents that made them."""
