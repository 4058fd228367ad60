"""Chinese text: decoding, cleaning with exact offsets, numerals, scripts and tokens. Imports no Django."""
