"""Models behind an OpenAI-compatible address: the client, what answers must look like, and lm-eval's view of them."""
