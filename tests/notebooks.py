"""Notebooks for tests."""

import json


def cell(source, identity="a1", **others):
    """A code cell; its source as a list of lines, as Jupyter writes it."""
    lines = source.splitlines(keepends=True)
    fields = {"cell_type": "code", "execution_count": None, "id": identity, "metadata": {}, "outputs": []}
    return fields | {"source": lines} | others


def notebook(*cells, **others):
    plain = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | others
    return json.dumps({name: value for name, value in plain.items() if value is not None}, indent=1).encode()
