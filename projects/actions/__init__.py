"""Every write: verbs with keyword arguments, atomic, side effects on commit."""
