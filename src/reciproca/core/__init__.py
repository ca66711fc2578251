"""Leaf tools that every room may use: errors, time, ids, scope, the permission seam, jobs."""
