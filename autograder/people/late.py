"""What lateness leaves of a mark: when work was due, and a table of days and factors."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ..language import _
from ..verdict import BadInput
from .table import Table, read_table

COLUMNS = {"days": "days", "days late": "days", "factor": "factor"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class LateRule:
    """When work was due, and rows of (days late, factor); without rows lateness is told and takes nothing off."""

    due: datetime
    rows: Sequence[tuple[float, float]] = ()

    def days(self, submitted: datetime) -> int:
        """Days late, each one that has begun; 0 for work in time."""
        return max(0, -((self.due - submitted) // DAY))

    def factor(self, days: int) -> float:
        """What is left of a mark: the factor of the first row that reaches so far, and nothing after the last."""
        if not days or not self.rows:
            return 1.0
        return next((factor for most, factor in self.rows if days <= most), 0.0)


def read_rule(due: str | None, table: Path | None) -> LateRule | None:
    """The rule of DUE and LATE; None without either. Raises BadInput."""
    if due is None:
        if table:
            raise BadInput(
                _(
                    "{table} says what lateness costs, but not when work was due: add DUE=2026-03-01T23:59:59+09:00"
                ).format(table=table)
            )
        return None
    try:
        moment = datetime.fromisoformat(due)
    except ValueError:
        raise BadInput(_("DUE={due} is no time: write it as 2026-03-01T23:59:59+09:00").format(due=due)) from None
    if moment.tzinfo is None:
        at = moment.isoformat(timespec="seconds" if moment.second else "minutes")
        raise BadInput(
            _(
                "DUE={due} names no time zone: write {at}+09:00 with the offset where it was due, or {at}Z (UTC)."
            ).format(due=due, at=at)
        )
    return LateRule(moment, _rows(read_table(table, lambda _: COLUMNS)) if table else ())


def _rows(table: Table) -> list[tuple[float, float]]:
    if missing := {"days", "factor"} - table.columns:
        raise BadInput(
            _("{path} has no column `{missing}`. Its first line should read days,factor").format(
                path=table.path, missing=min(missing)
            )
        )
    if not table.lines:
        raise BadInput(_("{path} has no line below days,factor: write one such as 1,0.9").format(path=table.path))
    rows: list[tuple[float, float]] = []
    for line in table.lines:
        days, factor = (
            _number(table, line.number, column, line.cells.get(column, "")) for column in ("days", "factor")
        )
        if days < 0 or (days != math.inf and days != int(days)):
            raise table.wrong(
                line.number, _("{days:g} is no number of days: write 0, 1, 2, … or inf.").format(days=days)
            )
        if not 0 <= factor <= 1:
            raise table.wrong(
                line.number, _("a factor lies between 0 and 1, and {factor:g} does not.").format(factor=factor)
            )
        if rows and days <= rows[-1][0]:
            raise table.wrong(
                line.number,
                _("{days:g} days come after {before:g}: the days have to ascend.").format(
                    days=days, before=rows[-1][0]
                ),
            )
        if days == 0 and factor != 1:
            raise table.wrong(line.number, _("0 days late is in time, which loses nothing: its factor is 1."))
        rows.append((days, factor))
    return rows


def _number(table: Table, line: int, column: str, text: str) -> float:
    """A number; with a comma where a spreadsheet that writes one parts its cells by something else."""
    try:
        number = float(text if table.separator == "," else text.replace(",", "."))
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise table.wrong(
            line, _("{text} under {column} is no number.").format(text=text or _("nothing"), column=column)
        )
    return number
