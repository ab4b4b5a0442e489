/** The pages' style sheets: light and dark, from 320 pixels up. No backslash, and ASCII only. */

/** Of every page. */
export const BASE_STYLE = `
:root{color-scheme:light dark;--bg:#f4f5f7;--card:#fff;--ink:#1b1f24;--soft:#59636e;--line:#d5dae0;--accent:#0a66c2;--good:#1a7f37;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1d2126;--ink:#e8ebee;--soft:#a4adb7;--line:#363d45;--accent:#6cb2ff;--good:#5dd17c;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.45 system-ui,sans-serif}
header,main,footer{max-width:60rem;margin:auto;padding:1rem}
header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline}
h1{font-size:1.35rem;margin:0}
h2{font-size:1rem;margin:0 0 .5rem;color:var(--soft);font-weight:600}
main{display:grid;gap:1rem;padding-top:0;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr))}
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;min-width:0}
.wide{grid-column:1/-1}
p{margin:.5rem 0 0;color:var(--soft);font-size:.85rem}
a{color:var(--accent)}
footer{color:var(--soft);font-size:.85rem;padding-top:0}
`;

/** Of the status page. */
export const STATUS_STYLE = `#state{font-weight:600}
#state.good{color:var(--good)}
#state.bad{color:var(--bad)}
#now{display:flex;flex-wrap:wrap;gap:.75rem 2rem;margin:0}
#now div{min-width:8rem}
dt{color:var(--soft);font-size:.85rem}
dd{margin:0;overflow-wrap:anywhere}
#now dd{font-size:1.7rem;font-variant-numeric:tabular-nums}
dl.rows{display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem;margin:0}
dl.rows dd{text-align:right;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%}
th{text-align:left;font-weight:400}
td{width:50%;text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:anywhere;padding-left:.75rem}
th,td{border-top:1px solid var(--line);padding-top:.25rem;padding-bottom:.25rem}
meter{width:100%;height:1rem}
svg{display:block;width:100%;height:190px}
svg text{fill:var(--soft);font-size:11px}
.grid{stroke:var(--line)}
.signal{fill:none;stroke:var(--accent);stroke-width:2}
.rung{fill:var(--accent);opacity:.55}
.old{color:var(--soft)}
`;

/** What a page begins with, up to its style. `title` is plain text of ours. */
export function pageHead(title: string): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>`;
}
