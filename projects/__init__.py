"""Articles in, projects and cited facts out."""
