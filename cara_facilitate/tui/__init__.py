"""Screens and widgets: draw state, send commands; nothing here touches the journal."""
