"""Our own widgets: the key bar, the status line and the parts of the live session."""
