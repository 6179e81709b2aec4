"""Tells whether the computer runs on its battery."""

from __future__ import annotations


def is_on_battery() -> bool:
    """Return whether a battery is in use. False where there is none, or the system does not tell."""
    import psutil

    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError, RuntimeError):
        return False
    return battery is not None and battery.power_plugged is False
