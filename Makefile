# What a commit passes, and what takes longer. PYTHON is the one of your environment.
PYTHON ?= python

.PHONY: check lint types contract test slow benchmark

check: lint types contract test

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

contract:
	$(PYTHON) -c "from importlinter.cli import lint_imports_command as lint; lint()"

test:
	$(PYTHON) -m pytest

slow:
	$(PYTHON) -m pytest -m slow

benchmark:
	$(PYTHON) benchmarks/startup.py
