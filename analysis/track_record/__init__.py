"""Whether judgements hold: history, backtest, and calibration by simulation."""
