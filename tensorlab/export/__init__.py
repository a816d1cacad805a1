"""Export: graphs and traces for other tools."""
