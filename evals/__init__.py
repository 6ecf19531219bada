"""How models are measured: engine, suites, forensics, jobs. The only folder that imports torch."""
