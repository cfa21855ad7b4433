"""Measure everything, or a part: `python benchmarks/run.py --help`.

Prints one table. A full run also writes it to `RESULTS.md` and `results.json` beside this file.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:1] = [str(ROOT), str(ROOT / "engine"), str(ROOT / "tests")]

from benchmarks.command import main  # noqa: E402  # found on the path just set

if __name__ == "__main__":
    main()
