"""Why some mutants may survive: sentences that are kept beside a topic, by what is new in the mutant."""

import inspect
import tomllib
from collections.abc import Mapping
from pathlib import Path

from ..exercise import Topic
from ..verdict import BadSource

NAME = "mutants.toml"

Explained = Mapping[str, Mapping[str, str]]  # by exercise, then by the line that is new


def explained(topic: Topic) -> Explained:
    """What `mutants.toml` beside the topic's source says; nothing where there is none.

    Raises BadSource, in one sentence, where it cannot be read as tables of sentences.
    """
    path = Path(inspect.getfile(topic.exercises[0].reference)).with_name(NAME)
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except ValueError as error:
        raise BadSource(f"{path.parent.name}/{NAME} is no TOML: {error}") from error
    for exercise, sentences in read.items():
        if not isinstance(sentences, dict) or not all(isinstance(why, str) and why for why in sentences.values()):
            raise BadSource(
                f'{path.parent.name}/{NAME}: {exercise} needs lines such as "what is new" = "why it may survive"'
            )
    return read
