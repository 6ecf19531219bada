"""What the screens are made of: charts, rows, loaders, language, number formats."""
