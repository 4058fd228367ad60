"""The API for programs: the lists, records, articles, citations, facets and totals of the site as JSON, read-only."""
