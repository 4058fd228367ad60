"""Template filters that any page may load."""
