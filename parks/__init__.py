"""Reference data: regions, industries, zones and parks."""
