"""The registry itself: every write of a site, packs at start, checking packs."""
