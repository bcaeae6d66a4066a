"""What a student's own code costs: the recorded calls in a bare interpreter, imports excluded. A script.

    python replay.py CALLS SUBMISSION TOPIC…

prints the processor seconds of the calls and those of running the files themselves, as JSON.
"""

import copy
import importlib
import json
import sys
import time
from pathlib import Path


def main(calls: str, submission: str, topics: list[str]) -> None:
    """Import everything, then make the calls once."""
    sys.path[:0] = [calls, submission]
    import recorded

    given = {topic: [call for _, made in recorded.load(topic).values() for call in made] for topic in topics}
    for name in ("numpy", "sympy"):
        if any(f"import {name}" in Path(submission, f"{topic}.py").read_text(encoding="utf-8") for topic in topics):
            importlib.import_module(name)
    started = time.process_time()
    modules = {topic: importlib.import_module(topic) for topic in topics}
    loaded = time.process_time()
    prepared = [
        (getattr(modules[topic], call.function), copy.deepcopy(call.arguments))
        for topic in topics
        for call in given[topic]
    ]
    called = time.process_time()
    for function, arguments in prepared:
        function(*arguments)
    print(json.dumps({"calls": time.process_time() - called, "files": loaded - started}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
