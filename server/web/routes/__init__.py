"""The HTTP calls and pages, one module per noun."""
