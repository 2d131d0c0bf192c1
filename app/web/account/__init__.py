"""Pages about who one is: signing in, one's own account, and accounts for those who manage them."""
