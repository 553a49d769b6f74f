"""Tests, by the same rooms as the product."""
