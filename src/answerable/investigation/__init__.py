"""One investigation: what it holds, the stages in order, and the hall where they are run."""

from answerable.investigation.hall import Investigation
from answerable.investigation.steps import STAGES, STEPS

__all__ = ["STAGES", "STEPS", "Investigation"]
