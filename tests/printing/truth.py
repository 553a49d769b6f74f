"""Synthetic truths: what a target table says, before anybody prints it.

Here belong the plainly invented institutions, projects and indicators that tests print, and `facts`, which
says what a reader must find again in a given layout. Here does not belong how a truth is drawn
(`tables.py`, `reportlab_printer.py`, `engines.py`) nor anything a reader does.

A truth is a plain dict shaped like `seed.json`: institution, fiscal_year, unit, layout, totals, projects; a
project has name, total, fiscal, special, other (carry in an application form), goal, indicators; an
indicator has seq, l1_code, l1, l2_code, l2, name, cycle, annual. Amounts are printed texts with thousands
separators, "" where nothing is printed. One optional key of an indicator, `annual_colon: False`, prints
年度指标值≥98% without its colon, as the seed does once.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

Truth = dict[str, Any]

LAYOUTS = ("list", "form", "application_form", "expanded")
SELF_EVALUATIONS = ("self_evaluation", "self_evaluation_list")

SCALE = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000), "亿元": Decimal(100000000)}

INSTITUTIONS = ("云岭示例职业学院", "榕城虚构师范学校", "珠浦样本医学院", "穗南测试技师学院")

_PROJECT_NAMES = (
    "{y}年{i}信息化建设项目（增补双高）",
    "机构运行辅助经费",
    "{i}山坡支护工程",
    "学校思政课协同创新中心建设经费",
    "图书馆文献资源建设（含电子资源）",
    "业务用房物业管理费",
    "{y}-{n}年信息化运维服务项目",
    "5号楼学生宿舍维修（二期）",
    "国家奖学金及助学金财政补助项目",
    "教学设备采购（第2批）",
    "食堂修缮及设备更新A标段",
    "高校科研项目经费",
)

_GOALS = (
    "通过开展该项目，继续聘用一批编外人员服务全校师生，维护学校师资队伍的稳定性，为学校日常教育教学、行政管理、后勤服务的正常运作提供支持。",
    "消除安全隐患，优化校园环境布局，改善人居环境，达到城市发展布局的要求又保护了生态环境。",
    "项目建成后新增校舍面积达10527.44平方米；带动相关专业教育的扩展，产生良好的经济效益、社会效益和生态效益。",
    "1.开展设备采购与安装调试，完成验收；\n2.组织10000人次的培训，提升使用效率；\n3.形成可复制、可推广的经验与模式。",
    "按照国家和省、市有关文件要求，及时足额发放各类资助资金，奖助学金覆盖面100%，切实体现教育公平。",
    "建成覆盖全部校区的有线网络与无线网络，实现丢包率、时延等关键指标达到行业标准，满足10000名师生的使用需求。",
)

# (level-1 code, level-1 name, level-2 code, level-2 name, indicator, cycle value, annual value)
_INDICATORS = (
    ("1", "产出指标", "11", "数量指标", "服务二级单位数", "36", "36"),
    ("1", "产出指标", "11", "数量指标", "编外人员聘用人数", "≥250人", "≥250人"),
    ("1", "产出指标", "11", "数量指标", "采购设备台（套）数", "＞120台（套）", "＞120台（套）"),
    ("1", "产出指标", "11", "数量指标", "举办培训班；讲座场次", "≥6场次", "≥6场次"),
    ("1", "产出指标", "11", "数量指标", "无线入楼主干带宽", "≥10Gbps", "≥10Gbps"),
    ("1", "产出指标", "12", "质量指标", "工程验收合格率(%)", "100%", "50%"),
    ("1", "产出指标", "12", "质量指标", "硕士或中级以上人员占比", "≥65%", "≥65%"),
    ("1", "产出指标", "13", "时效指标", "资金按规定及时发放率", "≥95%", "≥95%"),
    ("1", "产出指标", "13", "时效指标", "项目完成时间", "{y}年12月前", "{y}年12月前"),
    ("2", "效益指标", "21", "经济效益", "变更率", "＜10%", "＜10%"),
    ("2", "效益指标", "22", "社会效益", "校园安全得到保障", "安全保障、平稳有序", "安全保障、平稳有序"),
    ("2", "效益指标", "22", "社会效益", "生师比", "＜20", "＜20"),
    ("2", "效益指标", "23", "生态效益", "单位面积能耗降低率", "≥3%", "≥3%"),
    ("2", "效益指标", "24", "可持续影响", "设备预计使用年限", "≥10年", "≥10年"),
    ("3", "满意度指标", "31", "服务对象满意度", "师生满意度", "≥90%", "≥90%"),
    ("3", "满意度指标", "31", "服务对象满意度", "二级单位满意度", "＞90%", "＞90%"),
    ("4", "成本指标", "41", "经济成本指标", "单位建设成本", "≤3,850元/平方米", "≤3,850元/平方米"),
)

# Each trap of DOMAIN.md is one or more indicators that print it; the name is what tests ask for.
INDICATOR_TRAPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "empty_level2": (
        ("2", "效益指标", "24", "", "社会、文化可持续影响", "投入使用后可持续发展", "投入使用后可持续发展"),
    ),
    "full_stop_in_name": (
        (
            "2",
            "效益指标",
            "22",
            "社会效益",
            "鼓励高校学生积极入伍，提高兵员质量，提高退役士兵就业能力。",
            "是",
            "是",
        ),
    ),
    "trailing_dot": (("1", "产出指标", "12", "质量指标", "重大安全事故发生率.", "0%", "0%"),),
    "wide_ge": (("1", "产出指标", "12", "质量指标", "平均就业率（%）", "≧85%", "≧85%"),),
    "code_name_disagree": (("1", "产出指标", "13", "数量指标", "服务校区总面积（亩）", "2067亩", "2067亩"),),
    "duplicate_indicator": (
        ("1", "产出指标", "11", "数量指标", "国培中心面积", "10527.44平方米", "10527.44平方米"),
        ("1", "产出指标", "11", "数量指标", "国培中心面积", "10871平方米", "10871平方米"),
    ),
    "annual_below_cycle": (("1", "产出指标", "11", "数量指标", "服务次数", "＞3000", "＞300"),),
    "zero_beside_zero_percent": (
        ("2", "效益指标", "21", "经济效益", "财产流失率", "0", "0"),
        ("2", "效益指标", "21", "经济效益", "设备故障率", "0%", "0%"),
    ),
    "per_person_day": (
        ("4", "成本指标", "41", "经济成本指标", "师资外人均培训成本", "＜550元/人•天", "＜550元/人•天"),
    ),
    "date": (("1", "产出指标", "13", "时效指标", "完工时间", "{y}年12月31日", "{y}年12月31日"),),
    "boolean": (("2", "效益指标", "22", "社会效益", "扩大社会影响", "是", "是"),),
    "text": (("2", "效益指标", "21", "经济效益", "业务用房办公环境", "进一步改善", "进一步改善"),),
    "range": (("1", "产出指标", "12", "质量指标", "室内温度", "18-26℃", "18-26℃"),),
    "negative": (("2", "效益指标", "21", "经济效益", "成本变动率", "≤-5.6%", "≤-5.6%"),),
    "superscript": (("1", "产出指标", "11", "数量指标", "新建面积", "≥1,200m²", "≥800m²"),),
    "square_metre": (("1", "产出指标", "11", "数量指标", "绿化面积", "≥600㎡", "≥600㎡"),),
    "permille": (("1", "产出指标", "12", "质量指标", "差错率", "≤0.5‰", "≤0.5‰"),),
    "brackets_in_name": (("1", "产出指标", "11", "数量指标", "论文数（篇）（核心期刊，含EI）", "8", "8"),),
    "old_cost_category": (("1", "产出指标", "14", "成本指标", "预算控制数", "≤149.13万元", "≤149.13万元"),),
}
# 年度指标值≥98% without a colon can only be printed by the list layout.
LIST_TRAPS = ("no_colon",)
PROJECT_TRAPS = ("institution_in_last_name", "no_indicators", "empty_goal", "same_goal", "three_sources")
TRAPS = (*INDICATOR_TRAPS, *LIST_TRAPS, *PROJECT_TRAPS)


def money(amount: Decimal) -> str:
    """The amount as printed: thousands separators and two decimals; "" for zero."""
    return f"{amount:,.2f}" if amount else ""


def value_of(printed: str) -> Decimal:
    """The amount behind a printed text; zero for ""."""
    return Decimal(printed.replace(",", "") or "0")


def _indicator(row: tuple[str, ...], year: int) -> dict[str, Any]:
    l1_code, l1, l2_code, l2, name, cycle, annual = (text.replace("{y}", str(year)) for text in row)
    return {
        "l1_code": l1_code,
        "l1": l1,
        "l2_code": l2_code,
        "l2": l2,
        "name": name,
        "cycle": cycle,
        "annual": annual,
    }


def _amounts(rng: random.Random, index: int, layout: str, three: bool) -> dict[str, Decimal]:
    """One project's sources: mostly fiscal alone, every third one 财政专户 alone, now and then two."""
    total = Decimal(rng.randrange(500, 90_000)) / 100 * (10 if rng.random() < 0.2 else 1)
    if layout == "application_form":
        total *= 10_000
    if three:
        parts = {"fiscal": total, "special": Decimal("12.34"), "other": Decimal("5.60")}
    elif layout == "application_form" and index % 3 == 1:
        parts = {"fiscal": total, "carry": Decimal("80000.00")}
    elif index % 3 == 1:
        parts = {"special": total}
    elif index % 5 == 4:
        parts = {"fiscal": total, "other": Decimal(rng.randrange(100, 9_000)) / 100}
    else:
        parts = {"fiscal": total}
    return {source: amount.quantize(Decimal("0.01")) for source, amount in parts.items()}


def make_truth(
    institution: str = INSTITUTIONS[0],
    year: int = 2025,
    layout: str = "list",
    projects: int = 5,
    seed: int = 0,
    *,
    traps: Iterable[str] = (),
    residual: Decimal = Decimal("0.00"),
    indicators: tuple[int, int] = (3, 7),
    unit: str | None = None,
) -> Truth:
    """A deterministic invented truth for `layout` with `projects` projects.

    `traps` (of `TRAPS`) are dealt out over the projects in order. `residual` is added to the printed total
    and to the fiscal total, so that the rows miss the totals by just that much. `indicators` bounds the
    ordinary indicators of a project. `unit` is the printed unit (default 万元; 元 for an application form).
    Raises ValueError for an unknown trap.
    """
    chosen = list(traps)
    if unknown := set(chosen) - set(TRAPS):
        raise ValueError(f"unknown traps {sorted(unknown)}; there are {TRAPS}")
    rng = random.Random(f"{institution}/{year}/{layout}/{projects}/{seed}")
    names, goals = list(_PROJECT_NAMES), list(_GOALS)
    rng.shuffle(names)
    rng.shuffle(goals)
    rows: list[Truth] = []
    for index in range(projects):
        name = names[index % len(names)].format(y=year, n=year + 1, i=institution)
        if index >= len(names):
            name += f"（{index // len(names) + 1}组）"
        parts = _amounts(rng, index, layout, "three_sources" in chosen and index == 0)
        picked = sorted(rng.sample(range(len(_INDICATORS)), rng.randint(*indicators)))
        row: Truth = {
            "name": name,
            "total": money(sum(parts.values(), Decimal(0))),
            **{source: money(parts.get(source, Decimal(0))) for source in ("fiscal", "special", "other")},
            "goal": goals[index % len(goals)] + (f"（{index + 1}）" if index >= len(goals) else ""),
            "indicators": [_indicator(_INDICATORS[i], year) for i in picked],
        }
        if layout == "application_form":
            row["carry"] = money(parts.get("carry", Decimal(0)))
        rows.append(row)
    _deal_traps(rows, chosen, institution, year)
    for row in rows:
        row["indicators"].sort(key=lambda i: i["l1_code"])  # a form merges what stands under one level
        for seq, indicator in enumerate(row["indicators"], 1):
            indicator["seq"] = seq
    sums = {
        key: sum((value_of(row.get(key, "")) for row in rows), Decimal(0))
        for key in ("total", "fiscal", "special", "other")
    }
    sums["total"] += residual
    sums["fiscal"] += residual
    return {
        "institution": institution,
        "fiscal_year": year,
        "unit": unit or ("元" if layout == "application_form" else "万元"),
        "layout": layout,
        "totals": {key: money(amount) for key, amount in sums.items()},
        "projects": rows,
    }


def _deal_traps(rows: list[Truth], chosen: list[str], institution: str, year: int) -> None:
    """Give each chosen trap to one project, in order and round again."""
    dealt = [trap for trap in chosen if trap in INDICATOR_TRAPS]
    for index, trap in enumerate(dealt):
        rows[index % len(rows)]["indicators"] += [_indicator(row, year) for row in INDICATOR_TRAPS[trap]]
    if "no_colon" in chosen:
        bare = _indicator(("1", "产出指标", "13", "时效指标", "设备完好率", "≥98%", "≥98%"), year)
        rows[0]["indicators"].append({**bare, "annual_colon": False})
    if "institution_in_last_name" in chosen:
        rows[-1]["name"] = f"{institution}5号楼维修工程"
    if "no_indicators" in chosen:
        rows[len(rows) // 2]["indicators"] = []
    if "empty_goal" in chosen:
        rows[len(rows) // 2]["goal"] = ""
    if "same_goal" in chosen and len(rows) > 1:
        rows[1]["goal"] = rows[0]["goal"]


def long_truth(layout: str = "list", seed: int = 0, institution: str = INSTITUTIONS[0], year: int = 2025) -> Truth:
    """A truth of rows so high that, printed in any style that splits rows or forms, several are split over
    pages.

    Holds every trap that is printed the same way in all layouts; `list` also the missing colon.
    """
    traps = [*INDICATOR_TRAPS, "institution_in_last_name", "three_sources", "same_goal"]
    if layout == "list":
        traps.append("no_colon")
    return make_truth(institution, year, layout, 9, seed, traps=traps, indicators=(9, 14), residual=Decimal("0.02"))


def seed_truth() -> Truth:
    """The real disclosure that the project started from (番禺, 2025), read twice by people."""
    return json.loads((Path(__file__).parent / "seed.json").read_text(encoding="utf-8"))


def split_target(value: str) -> tuple[str, str, str]:
    """(指标性质, 指标值, 度量单位) of a printed target, as a system with three columns prints it.

    A text, a date or a range has the 性质 定性 and no unit; a number without an operator prints ＝.
    """
    match = re.fullmatch(r"([≥≤＞＜≧≦＝]?)(-?\d[\d,]*(?:\.\d+)?)([^\d\-~至]*)", value)
    if not match or (match[3] != "年" and match[3].startswith(("年", "月", "日"))):
        return "定性", value, ""
    return match[1] or "＝", match[2], match[3]


def as_expanded(value: str) -> str:
    """A target as the expanded layout's three columns give it back when joined; 定性 is a kind, not a
    value.
    """
    operator, number, unit = split_target(value)
    return number if operator == "定性" else operator + number + unit


def squeeze(text: str) -> str:
    """The text without white space: wrapping may put any in and none may be lost with meaning."""
    return re.sub(r"\s+", "", text)


Funding = tuple[str, str, Decimal]
IndicatorFact = tuple[str | int | None, ...]


def facts(truth: Truth, layout: str | None = None) -> tuple[list[Funding], list[IndicatorFact]]:
    """What a print of `truth` in `layout` must yield, white space aside, sorted.

    Funding: (project, funding source, yuan). Indicator: (project, seq, level1_code, level1, level2_code,
    level2, name, cycle_value, annual_value) with None for what the layout does not print.
    """
    layout = layout or truth["layout"]
    scale = SCALE[truth["unit"]]
    funding: list[Funding] = []
    found: list[IndicatorFact] = []
    for project in truth["projects"]:
        name = squeeze(project["name"])
        for source, printed in _printed_sources(project, layout):
            if value_of(printed):
                funding.append((name, source, value_of(printed) * scale))
        for i in project["indicators"]:
            l1, l2, title = squeeze(i["l1"]), squeeze(i["l2"]), squeeze(i["name"])
            annual, cycle = squeeze(i["annual"]), squeeze(i["cycle"])
            if layout == "list":
                found.append((name, i["seq"], i["l1_code"], l1, i["l2_code"], l2, title, cycle, annual))
            else:
                shown = as_expanded(annual) if layout == "expanded" else annual
                found.append((name, i["seq"], None, l1, None, l2, title, None, shown))
    return sorted(funding), sorted(found, key=repr)


def _printed_sources(project: Truth, layout: str) -> list[tuple[str, str]]:
    """(canonical funding source, printed amount) of the cells that `layout` has."""
    if layout == "list":
        return [
            ("财政拨款", project["fiscal"]),
            ("财政专户拨款", project["special"]),
            ("其他资金", project["other"]),
        ]
    if layout == "application_form":
        carry, other = project.get("carry", ""), value_of(project["other"]) + value_of(project["special"])
        return [("财政拨款", project["fiscal"]), ("上年结转资金", carry), ("其他资金", money(other))]
    if layout == "form":
        rest = value_of(project["special"]) + value_of(project["other"])
        return [("财政拨款", project["fiscal"]), ("其他资金", money(rest))]
    return [("未区分", project["total"])]
