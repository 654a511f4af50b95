"""The delivery plan under uncertainty: what to order now, when the rest can be decided later."""
