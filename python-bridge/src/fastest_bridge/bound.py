"""The system's functions as they were before any code of the person's ran.

What forks, waits and kills in a process that has run such code must not meet its patches.
"""

from __future__ import annotations

import builtins as _builtins
import gc as _gc
import os as _os
import select as _select
import signal as _signal
from types import SimpleNamespace

gc = SimpleNamespace(**vars(_gc))
os = SimpleNamespace(**vars(_os))
select = SimpleNamespace(**vars(_select))
signal = SimpleNamespace(**vars(_signal))
open = _builtins.open
