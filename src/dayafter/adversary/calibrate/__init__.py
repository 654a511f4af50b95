"""Calibration: the adversary's state behind rival counts and statements, with the spread that they leave."""

from dayafter.adversary.calibrate.result import SOURCE, Calibration, Estimate, calibrate

__all__ = ["SOURCE", "Calibration", "Estimate", "calibrate"]
