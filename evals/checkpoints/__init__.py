"""What a model folder is: its files, weights and settings; whether it may be loaded; the facts measured of it."""
