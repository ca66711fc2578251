from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "reciproca.projects"
    label = "projects"

    def ready(self) -> None:
        from reciproca.exchanges.evidence import tell_evidence
        from reciproca.people.sections import add_section
        from reciproca.safeguarding.reportable import make_reportable

        from .evidence import told_projects
        from .reported import remove_project, told_project
        from .sections import projects_of_person

        add_section(projects_of_person)
        tell_evidence("together", told_projects)
        make_reportable("project", told_project, take_away=remove_project)
