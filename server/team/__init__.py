"""Extras of servers for several people: webhooks, sign-in, second opinions."""
