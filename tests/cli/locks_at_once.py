"""An app that locks before it shows anything."""

import sys

sys.exit(75)
