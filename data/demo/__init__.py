"""The demonstration: five fictional startups with small models of their own."""
