"""Numbers, dates, units and clock times in sentences."""
