"""HTTP: the API, the server's own pages, who may call and how many at a time."""
