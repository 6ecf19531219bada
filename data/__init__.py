"""What is known of each startup, and where it came from: registry, records, ledger, imports, demonstration data."""
