"""Extras of servers for several people: sign-in, second opinions."""
