"""The corpus: what submissions do to a grader, and how each of them must end.

`checklist` says what has to be covered, the other modules say how it is tried, `grading` grades all of it, and
`tests/test_hostile.py` looks at what is written and at what is left.
"""

from .archives import ARCHIVES
from .broken import BROKEN
from .case import NOTHING, QUOTIENT, Case
from .checklist import ITEMS
from .expressions import EXPRESSIONS
from .files import FILES
from .forging import FORGING
from .leaking import LEAKING
from .notebooks import NOTEBOOKS
from .outside import OUTSIDE
from .pipe import PIPE
from .processes import PROCESSES
from .reports import REPORTS
from .starving import STARVING
from .values import VALUES

CASES = [*FORGING, *PIPE, *FILES, *LEAKING, *OUTSIDE, *STARVING, *PROCESSES, *VALUES]
CASES += [*BROKEN, *ARCHIVES, *NOTEBOOKS, *REPORTS, *EXPRESSIONS]

__all__ = ["CASES", "ITEMS", "NOTHING", "QUOTIENT", "Case"]
