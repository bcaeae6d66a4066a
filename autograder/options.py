"""Numbers on the command line, named as people name them where one is refused."""

import math
from typing import Any

import click

from .language import _


class Whole(click.IntRange):
    """A whole number in a range."""

    name = "whole number"


class Number(click.FloatRange):
    """A number in a range."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; `nan`, which click's ranges hold, is none."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(_("it is not a number."), param, ctx)
        return number
