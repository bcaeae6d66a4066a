"""The frame of every page: its head, its policy, its look. A page's own template extends `base.html`."""

import functools
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..language import _, language, ngettext
from ..markup import as_html
from ..showing import SYMBOLS, printable

FOLDER = files("autograder") / "templates" / "pages"
REFUSED = "base-uri 'none'; form-action 'none'"


@functools.cache
def templates() -> Environment:
    """The pages' templates. Whatever text they show is escaped, and has no characters that cannot be seen."""
    environment = Environment(
        loader=PackageLoader("autograder", "templates/pages"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
        finalize=_seen,
    )
    environment.filters["html"] = as_html
    environment.globals.update(
        _=_, ngettext=ngettext, symbols={verdict: symbol for verdict, (symbol, _style) in SYMBOLS.items()}
    )
    return environment


def render(template: str, styles: Sequence[str] = (), scripts: Sequence[str] = (), **values: Any) -> str:
    """A page. styles, scripts: names of files beside the template, which the page carries inside.

    Nothing else is run, loaded or styled: a hash names what may be, so that a name or an output that gets past the
    escaping is still inert. Styles are in the style sheet alone, and scripts set listeners, not attributes.
    """
    style, script = _joined("base.css", *styles), _joined(*scripts)
    run = _hash(script) if script else "'none'"
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {run}; {REFUSED}"
    return templates().get_template(template).render(
        language=language(), policy=Markup(policy), style=Markup(style), script=Markup(script), **values
    )  # fmt: skip


def data(value: Any) -> Markup:
    """A value as JSON for a `<script type="application/json">`, in which no text can end the element."""
    text = msgspec.json.encode(value).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _seen(value: Any) -> Any:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@functools.cache
def _joined(*names: str) -> str:
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


@functools.cache
def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
