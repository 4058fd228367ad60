"""The mechanism of search: indexed rows, typed queries, facets, ranking, highlights. Knows no park."""
