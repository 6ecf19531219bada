"""Accounts, runway, cap table, valuation and return of a company."""
