"""Published models, prices and scores to stand beside a startup's."""
