"""The registry for map programs: OGC API – Features, Part 1 (Core, GeoJSON, OpenAPI 3.0) and Part 3 (queryables)."""
