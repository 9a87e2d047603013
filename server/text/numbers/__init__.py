"""Numbers, dates, units and clock times as they are written in sentences."""
