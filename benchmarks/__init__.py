"""Measurements that are reported, never asserted: skill on worlds with known truth, speed, memory."""
