"""Formats in and out: JSON, CSV, GeoJSON, Excel, road extracts. No thresholds and no transactions of their own."""
