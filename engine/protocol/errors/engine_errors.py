"""Errors of a command that another Ateneo's engine serves, or whose engine has gone."""

from __future__ import annotations

from engine.protocol.errors.ateneo_error import AteneoError


class EngineError(AteneoError):
    """The engine cannot serve a command."""

    kind = "engine"


class EngineMissing(EngineError):
    """No engine process could be started: the installation is incomplete."""

    kind = "engine_missing"
    sentence = "The engine could not be started. Install Ateneo again."


class EngineGone(EngineError):
    """The engine ended in the middle of a call: it crashed, or was killed with its window."""

    kind = "engine_gone"
    sentence = "The engine stopped before this was done. What was finished is kept; run the command again."


class OtherVersion(EngineError):
    """The engine that runs is of another version (`found`) than the command (`known`), which may not understand it."""

    kind = "other_version"
    sentence = (
        "The Ateneo that is open is version {found}, and this command is version {known}. Close it and run the "
        "command again."
    )


class OtherModels(EngineError):
    """The engine that runs takes its models from another `folder` than the command was told to."""

    kind = "other_models"
    sentence = (
        "The Ateneo that is open takes its models from {folder}. Close it, or name the same folder for the command."
    )
