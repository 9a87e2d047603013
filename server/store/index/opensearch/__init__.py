"""The index of articles on an OpenSearch cluster, for several servers and many articles."""
