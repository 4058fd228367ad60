"""Cleaned articles in, records with citations out. Imports no Django."""
