"""Parts of the economics screen."""
