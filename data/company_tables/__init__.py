"""A company's own tables, monthly accounts and holdings: read from CSV, XLSX or YAML, checked, and offered blank."""

from data.company_tables.columns import Column, TableReading
from data.company_tables.holdings import HOLDING_COLUMNS, holdings_template, read_holdings
from data.company_tables.monthly_accounts import ACCOUNT_COLUMNS, accounts_template, read_monthly_accounts
from data.company_tables.reading import MAX_BYTES, file_content

__all__ = [
    "ACCOUNT_COLUMNS",
    "HOLDING_COLUMNS",
    "MAX_BYTES",
    "Column",
    "TableReading",
    "accounts_template",
    "file_content",
    "holdings_template",
    "read_holdings",
    "read_monthly_accounts",
]
