"""What a page shows of being incomplete or retold, one module a family of signals."""
