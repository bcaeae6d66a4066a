"""The authors' command: bring the catalogs up to date, and say what is missing in them."""

import click

from ..course import served
from ..language import _


@click.command()
@click.option("--check", "only_check", is_flag=True, help=_("Write nothing; fail if something is not up to date."))
@click.option("--add", "added", multiple=True, help=_("A language that has no catalog yet, by its code: ja."))
def translations(only_check: bool, added: tuple[str, ...]) -> None:
    """Collect all texts, bring the catalogs of all languages up to date, and list what is not translated."""
    from .catalogs import domains  # it needs what only authors install: no other command waits for it

    found = domains(added)
    files = {path: content for domain in found for path, content in domain.files().items()}
    stale = [path for path, content in files.items() if not path.is_file() or path.read_bytes() != content]
    if not only_check:
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[path])
    faults = [fault for domain in found for fault in domain.faults()]
    if only_check:
        faults += [f"{path.relative_to(served().root)} is not up to date (run `make translations`)." for path in stale]
    if faults:
        raise click.ClickException("Translations are missing:\n" + "\n".join(f"  {fault}" for fault in faults))
    click.echo(f"{len(files)} catalogs are up to date, and nothing is missing.")
