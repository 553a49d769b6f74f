// What a page of the report does: switch the language, sort, filter and download tables, draw charts.
// Without it the page is whole: Chinese, with every table in its order. It asks nothing of any network.
"use strict";

(() => {
  const SAY = {
    zh: { filter: "筛选本表", csv: "下载 CSV", rows: (seen, all) => `${seen} / ${all} 行`, other: "English" },
    en: { filter: "Filter this table", csv: "Download CSV", rows: (seen, all) => `${seen} of ${all} rows`, other: "中文" },
  };
  const root = document.documentElement;
  const listeners = [];
  const language = () => root.dataset.lang;

  // --- language: in the address, so that it goes along from file to file, and remembered where the browser lets us ---

  const remembered = () => {
    const asked = new URLSearchParams(location.search).get("lang");
    if (asked in SAY) return asked;
    try {
      const stored = localStorage.getItem("jixiao-language");
      return stored in SAY ? stored : "zh";
    } catch (error) {
      if (error instanceof DOMException) return "zh"; // storage is switched off
      throw error;
    }
  };

  const switchTo = (name) => {
    root.dataset.lang = name;
    root.lang = name === "en" ? "en" : "zh-CN";
    document.title = `${document.querySelector("title").dataset[name]} · Jixiao 绩效`;
    listeners.forEach((listen) => listen());
    try {
      localStorage.setItem("jixiao-language", name);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  };

  const carryLanguage = (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
    if (link.protocol === location.protocol && link.pathname.endsWith(".html")) link.search = `?lang=${language()}`;
  };

  // --- tables ---

  const textOf = (cell) => {
    const shown = cell.cloneNode(true);
    shown.querySelectorAll(language() === "en" ? ".zh" : ".en").forEach((other) => other.remove());
    return shown.textContent.trim();
  };
  const valueOf = (cell) => (cell.classList.contains("none") ? "" : cell.dataset.v ?? textOf(cell));
  const collator = new Intl.Collator("zh-CN", { numeric: true });

  const compare = (left, right) => {
    if (left === "" || right === "") return (left === "") - (right === "");
    const [a, b] = [Number(left), Number(right)];
    return Number.isNaN(a) || Number.isNaN(b) ? collator.compare(left, right) : a - b;
  };

  const sortBy = (table, column, heading) => {
    const falling = heading.getAttribute("aria-sort") === "ascending";
    table.querySelectorAll("th").forEach((other) => other.setAttribute("aria-sort", "none"));
    heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const body = table.tBodies[0];
    const keyed = [...body.rows].map((row) => [valueOf(row.cells[column]), row]);
    keyed.sort(([a], [b]) => {
      if (a === "" || b === "") return compare(a, b); // what is missing stands last either way
      return falling ? compare(b, a) : compare(a, b);
    });
    body.append(...keyed.map(([, row]) => row));
  };

  // Text that a spreadsheet would take for a formula is made text; numbers are left alone.
  const quoted = (cell) => {
    const value = valueOf(cell);
    const inert = !("v" in cell.dataset) && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return `"${inert.replaceAll('"', '""')}"`;
  };

  const csvOf = (table) => {
    const names = [...table.tHead.rows[0].cells].map((cell) => `"${cell.dataset.column.replaceAll('"', '""')}"`);
    const rows = [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(quoted).join(","));
    return `\uFEFF${[names.join(","), ...rows].join("\r\n")}\r\n`;
  };

  const download = (table) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csvOf(table)], { type: "text/csv;charset=utf-8" }));
    link.download = `${document.title.split(" · ")[0]}-${table.dataset.name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const furnish = (table) => {
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      heading.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => sortBy(table, column, heading));
    });
    const tools = document.createElement("div");
    tools.className = "tools";
    const filter = document.createElement("input");
    filter.type = "search";
    const save = document.createElement("button");
    save.type = "button";
    const count = document.createElement("span");
    count.className = "count";
    count.setAttribute("aria-live", "polite");
    const rows = [...table.tBodies[0].rows];
    const label = () => {
      const words = SAY[language()];
      filter.placeholder = words.filter;
      filter.setAttribute("aria-label", words.filter);
      save.textContent = words.csv;
      count.textContent = words.rows(rows.filter((row) => !row.hidden).length, rows.length);
    };
    filter.addEventListener("input", () => {
      const wanted = filter.value.trim().toLowerCase();
      rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
      label();
    });
    save.addEventListener("click", () => download(table));
    listeners.push(label);
    tools.append(filter, save, count);
    table.closest(".scroll").before(tools);
  };

  // --- charts ---

  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  // What Plotly draws for each kind of chart; `chart` is its data, `name` the language.
  const tracesOf = (chart, name) => chart.series.map((each) => {
    const common = { name: each[name], hovertemplate: hover(chart, each[name], name) };
    if (chart.kind === "dots") {
      const marker = { color: each.colour, size: 11, opacity: 0.75, line: { width: 1, color: colour("--paper") } };
      return { ...common, type: "scatter", mode: "markers", x: each.values, y: chart.axis, marker };
    }
    const [x, y] = chart.kind === "across" ? [each.values, chart.axis] : [chart.axis, each.values];
    return { ...common, type: "bar", orientation: chart.kind === "across" ? "h" : "v", x, y, marker: { color: each.colour } };
  });

  const hover = ({ kind, unit }, series, name) => {
    const [place, value] = kind === "bars" ? ["x", "y"] : ["y", "x"];
    return `%{${place}}　%{${value}:,} ${unit[name]}<extra>${series}</extra>`;
  };

  const layoutOf = (chart, name) => {
    const upright = chart.kind === "bars";
    const places = { type: "category", fixedrange: true, automargin: true, ticksuffix: upright ? "" : "  " };
    const values = { automargin: true, gridcolor: colour("--line"), zerolinecolor: colour("--soft"), tickformat: ",", fixedrange: true };
    const height = upright ? 320 : 90 + 34 * new Set(chart.axis).size;
    return {
      // One year alone is no wall of colour.
      barmode: "relative", bargap: chart.axis.length > 2 ? 0.35 : 0.85 - 0.2 * chart.axis.length, margin: { l: 10, r: 14, t: 28, b: 30 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(document.body).fontFamily, color: colour("--ink") },
      showlegend: false, height,
      // Beside the axis it would be turned, and a turned 万元 is hard to read.
      annotations: [{ text: chart.unit[name], showarrow: false, xref: "paper", yref: "paper", x: 0, y: 1, yshift: 22, xanchor: "left" }],
      xaxis: upright ? places : values, yaxis: upright ? values : places,
    };
  };

  const draw = (figure) => {
    const chart = JSON.parse(figure.querySelector("script").textContent);
    const options = { displaylogo: false, responsive: true, displayModeBar: false };
    window.Plotly.react(figure.querySelector(".drawing"), tracesOf(chart, language()), layoutOf(chart, language()), options);
  };

  const start = () => {
    const button = document.getElementById("language");
    button.hidden = false;
    button.addEventListener("click", () => switchTo(language() === "zh" ? "en" : "zh"));
    listeners.push(() => {
      button.textContent = SAY[language()].other;
      button.lang = language() === "zh" ? "en" : "zh-CN";
    });
    document.querySelectorAll("table[data-name]").forEach(furnish);
    if (window.Plotly) listeners.push(() => document.querySelectorAll(".chart").forEach(draw));
    document.addEventListener("click", carryLanguage, true);
    switchTo(remembered());
  };

  // Charts need the library, which stands after this script in the order of deferred ones.
  document.addEventListener("DOMContentLoaded", start);
})();
