"""Small builders for tests: each call gives one saved row with sensible Chinese values; name only what matters."""
