"""A company's own tables, accounts, holdings and revenue by customer: read, checked, kept, and offered blank."""

from data.company_tables.columns import Column, TableReading
from data.company_tables.customers import CUSTOMER_COLUMNS, customers_template, read_customer_arr
from data.company_tables.holdings import HOLDING_COLUMNS, holdings_template, read_holdings
from data.company_tables.keeping import account_facts, company_table, table_source
from data.company_tables.monthly_accounts import ACCOUNT_COLUMNS, accounts_template, read_monthly_accounts
from data.company_tables.reading import file_content

__all__ = [
    "ACCOUNT_COLUMNS",
    "CUSTOMER_COLUMNS",
    "HOLDING_COLUMNS",
    "Column",
    "TableReading",
    "account_facts",
    "accounts_template",
    "company_table",
    "customers_template",
    "file_content",
    "holdings_template",
    "read_customer_arr",
    "read_holdings",
    "read_monthly_accounts",
    "table_source",
]
