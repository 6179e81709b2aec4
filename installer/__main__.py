"""`python3 -m installer run|setup|test|check`. Any Python 3 can read this file: it looks for a fitting one."""

from __future__ import annotations

import os
import sys

from installer import system
from installer.messages import SetUpFailed, say


def main() -> int:
    try:
        system.check_python()
    except SetUpFailed as failed:
        other = system.other_python()
        if other is None:
            print(failed, file=sys.stderr)
            return 1
        print(
            say(
                "{path} is used instead of Python {found}.", path=other, found=".".join(map(str, sys.version_info[:2]))
            ),
            flush=True,
        )
        os.execv(other, [other, "-m", "installer", *sys.argv[1:]])
    from installer import set_up  # our Python's syntax and libraries

    return set_up.main()


if __name__ == "__main__":
    sys.exit(main())
