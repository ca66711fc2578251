"""What the hourly tidying does beside deleting."""

import pytest
from django.db import connection

from cast import Cast
from reciproca.core.tidying import tidy_up


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL measures its tables by itself")
def test_sqlite_is_told_how_large_its_tables_are(people: Cast) -> None:
    tidy_up()

    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'communities_membership' AND idx = 'members_by_name'")
        [(stat,)] = cursor.fetchall()
    assert int(stat.split()[0]) >= 8  # the people of the two communities
