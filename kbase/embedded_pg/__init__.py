"""Django's PostgreSQL backend over the embedded server: `ENGINE = "kbase.embedded_pg"`."""
