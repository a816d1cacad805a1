"""`python -m course_site [folder]`, which `python3 lab.py site [folder]` runs: build the site.

Read next: `build.py`.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from course_site.build import REPOSITORY, build
from course_site.words import BINDER

FOLDER = REPOSITORY / "site"


def main(arguments: list[str] | None = None) -> int:
    """Build the site and say where it is; the result is the exit status."""
    parser = argparse.ArgumentParser(prog="lab.py site", description="Build the course as static pages.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where to (default: site/)")
    parser.add_argument(
        "--only", nargs="*", default=[], help="lessons to build, as 15 or 15-the-complete-program"
    )
    parser.add_argument(
        "--binder", default="", help=f"where Binder finds the course, as in {BINDER}/gh/OWNER/tensorlab/HEAD"
    )
    parser.add_argument("--jobs", type=int, default=min(4, os.cpu_count() or 1), help="lessons at a time")
    options = parser.parse_args(arguments)
    begin = time.monotonic()
    pages = []
    for page in build(options.folder, options.only, options.binder, options.jobs):
        pages.append(page)
        print(f"{page.relative_to(options.folder)}  {page.stat().st_size / 1e6:.1f} MB", flush=True)
    size = sum(page.stat().st_size for page in pages) / 1e6
    print(
        f"{len(pages)} pages, {size:.0f} MB, {time.monotonic() - begin:.0f} s: {options.folder / 'index.html'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
