"""Where candidates come from: the page's links, the index, known feeds, search services."""
