"""The HTTP calls and pages, one module a noun."""
