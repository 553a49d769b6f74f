"""Ten minutes with a published warehouse: money, families, targets, evidence. Run: python docs/tutorial.py [jixiao.duckdb]

Here belong questions that a newcomer asks first, in the order they are asked. docs/tutorial.md tells the story; the tests
run this file.
"""

import sys

import duckdb

path = sys.argv[1] if len(sys.argv) > 1 else "warehouse/jixiao.duckdb"
con = duckdb.connect(path, read_only=True)


def ask(question: str, sql: str) -> list[tuple]:
    """Show a question, its SQL and the first of its answer; return the answer."""
    print(f"\n# {question}\n{sql.strip()}\n")
    answer = con.sql(sql)
    answer.show(max_rows=8)
    return answer.fetchall()


# 1. Who is in it, and how much money is it?
institutions = ask(
    "Each institution's money by year, in 万元",
    "from v_institution_yoy select institution_name, fiscal_year, round(amount_yuan / 10000, 2) as 万元, project_count order by all",
)

# 2. One line of work over the years: a family, whatever year its project's name carries.
families = ask(
    "The families whose money moved most against the year before",
    """
from v_funding_yoy
select institution_name, fiscal_year, project_name, status, prior_amount_yuan, amount_yuan, change_yuan
where change_yuan is not null
order by abs(change_yuan) desc, project_family_id
limit 8
""",
)

# 3. What was promised, and does it ask for more or for less than the year before?
targets = ask(
    "Targets that ask for less than the year before",
    """
from v_indicator_yoy
select institution_name, fiscal_year, project_name, indicator_name, prior_value, value
where stricter = false
order by all
limit 8
""",
)

# 4. What cannot be believed without a look: every issue tells the file and the page.
issues = ask(
    "Issues by rule",
    "from dq_issue select severity, rule, count(*) as issues, any_value(file_name) as for_example group by all order by issues desc",
)

# 5. Where does a figure stand? Every fact has its page, and its place on the page in points.
evidence = ask(
    "The page of the largest amounts; `jixiao evidence --project KEY` draws it",
    """
from v_funding as f join dim_document as d using (document_key)
select f.project_name, f.printed_amount, d.file_name, f.page, f.project_key
order by f.amount_yuan desc, f.project_key
limit 3
""",
)

con.close()
print(f"\n{len(institutions)} institution-years, {len(families)} families, {len(targets)} targets, {len(issues)} rules")
