"""Template tags that show facts with their sources."""
