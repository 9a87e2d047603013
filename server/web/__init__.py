"""HTTP: the API, the server's own pages, authentication and admission."""
