"""Facts made into documents, and documents put on disk."""
