"""Programmes, cohorts, questionnaires, applications, enrolments."""
