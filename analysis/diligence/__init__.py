"""One startup examined, from its dossier to the report."""
