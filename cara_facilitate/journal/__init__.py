"""The append-only encrypted store: one SQLCipher file, its chain, its keys and its writer."""
