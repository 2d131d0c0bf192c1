"""Pages of the service circle: the map and table for everybody, placing villages and planning for those inside."""
