"""Mentorships, sessions, goals, feedback, closure."""
