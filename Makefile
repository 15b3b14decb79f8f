# What a commit passes, and what takes longer. PYTHON is the one of your environment.
PYTHON ?= python

.PHONY: check lint types contract test slow benchmark pictures lowest

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

# The tour's pictures, drawn by running the program.
pictures:
	$(PYTHON) -m docs.pictures

# The tests with the lowest versions that pyproject.toml allows, without torch. TESTS: which.
LOWEST ?= build/lowest
TESTS ?= tests
lowest:
	$(PYTHON) -m uv venv --quiet --clear --python $(PYTHON) $(LOWEST)
	$(PYTHON) -m uv pip install --quiet --python $(LOWEST) --resolution lowest-direct -e ".[test]"
	$(LOWEST)/bin/python -m pytest $(TESTS)

benchmark:
	$(PYTHON) -m benchmarks
