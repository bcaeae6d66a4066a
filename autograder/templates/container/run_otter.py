"""Runs otter in a container, with the grader that the package carries as its plugin."""

import json
import os
import sys
from pathlib import Path

root = Path(os.environ.get("AUTOGRADER_ROOT", "/autograder"))
sys.path.insert(0, str(root / "source" / "files" / "autograder_engine"))

from otter.run.run_autograder import main  # noqa: E402 - it has to find the plugin

metadata = root / "submission_metadata.json"
if not metadata.is_file() or not metadata.read_text().strip():  # `otter grade` leaves it empty
    metadata.write_text("{}")
try:
    main(str(root))
except Exception as error:
    results = root / "results" / "results.json"
    if not results.is_file():
        told = f"The submission could not be graded: {error}"
        results.write_text(json.dumps({"score": 0, "tests": [], "output": told, "stdout_visibility": "hidden"}))
    raise
