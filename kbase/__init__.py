"""The project package: a toolbox that knows no park (text, search, postgres) and the front door (settings, urls)."""
