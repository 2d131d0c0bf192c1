"""The interface for programs: `/api/v1`, its description at `/schema`, and nothing but public data."""
