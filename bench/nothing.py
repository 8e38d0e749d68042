"""An app that ends at once, to time the launcher by itself."""
