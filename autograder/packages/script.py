"""A notebook as the script of its code cells."""

import io
import json
from dataclasses import replace
from typing import IO

from ..places import File
from ..verdict import Refused

NO_PYTHON = ("%", "!")  # how lines for the notebook's shell begin


def as_script(file: File) -> File:
    """A notebook as the script of its code cells; any other file as it is."""
    if not file.name.lower().endswith(".ipynb"):
        return file

    def opener(name: str) -> IO[bytes]:
        return io.BytesIO(_script(file.data(), name).encode())

    return replace(file, name=f"{file.name}.py", opener=opener)


def _script(data: bytes, name: str) -> str:
    try:
        cells = json.loads(data)["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{name} is no notebook that can be read.") from None
    lines = "\n\n".join(sources).split("\n")
    return "\n".join(f"# {line}" if line.lstrip().startswith(NO_PYTHON) else line for line in lines)
