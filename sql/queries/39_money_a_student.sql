-- 各单位生均资金多少？ How much money has each institution a student?
from v_institution_yoy
select institution_name, fiscal_year, amount_yuan, students, yuan_per_student, staff, yuan_per_staff
where yuan_per_student is not null
order by fiscal_year, yuan_per_student desc, institution_name;
