"""Measures migration tools side by side; see bench/README.md."""
