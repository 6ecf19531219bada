"""Licences, EU law and transparency, read off the ledger."""
