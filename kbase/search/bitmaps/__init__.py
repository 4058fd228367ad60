"""Search by sets of rows as bits: every word's rows and every facet's values, from the indexed rows. Knows no park."""
