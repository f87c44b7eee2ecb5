"""`python -m controller` is `controller-manager`."""

import sys

from .cli import main

if __name__ == '__main__':
    sys.exit(main())
