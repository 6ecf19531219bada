"""Durable jobs: DBOS decides what runs, when and how often; a launcher decides where; a child process measures."""
