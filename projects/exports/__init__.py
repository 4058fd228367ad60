"""Files to take away: the rows of a search, one record or a comparison, as CSV, XLSX or JSON Lines."""
