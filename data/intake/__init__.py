"""Reading what people give, in files and in forms: one set of readers, limits and problems for all of it."""
