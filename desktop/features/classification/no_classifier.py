"""The classifier that the steps hold before one is shown."""

from engine.capabilities.classification.api import Classifier

NO_CLASSIFIER = Classifier(0, "", (), 0, "", None, False)
