"""Rectifications, ordered after a visit: reading them, and every move of them."""
