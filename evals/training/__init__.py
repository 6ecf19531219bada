"""A small training loop for small Llama-architecture models: text to tokens, tokens to rows, rows to weights."""
