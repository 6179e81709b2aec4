"""Benchmarks of speed and quality."""

from tests.support.private_config import use_private_config

use_private_config()
