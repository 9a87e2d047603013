"""Search services that an operator may switch on, one module per service."""
