/** How the report looks, on a screen and on paper. It loads nothing. */
export const STYLE = `
:root{--ink:#1c2330;--soft:#5a6475;--line:#d8dde6;--paper:#fff;--tint:#f5f7fa;--good:#12693a;--bad:#a31621;--wait:#7a5a00}
*{box-sizing:border-box}
body{margin:0;background:var(--tint);color:var(--ink);font:16px/1.55 system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
main{max-width:62rem;margin:2rem auto;padding:2.5rem 3rem;background:var(--paper);border:1px solid var(--line);border-radius:6px}
h1{margin:0 0 .25rem;font-size:1.9rem;line-height:1.2}
h2{margin:2.75rem 0 .75rem;padding-bottom:.3rem;border-bottom:2px solid var(--ink);font-size:1.25rem}
h3{margin:1.75rem 0 .4rem;font-size:1.02rem}
p{margin:.4rem 0 .8rem;max-width:46rem}
.soft{color:var(--soft)}
.verdict{margin:1.5rem 0;padding:1.1rem 1.4rem;border:2px solid;border-radius:6px}
.verdict strong{display:block;font-size:1.3rem}
.verdict p{margin:.3rem 0 0;color:var(--ink);overflow-wrap:anywhere}
.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
.verdict.good{background:#eef8f1}.verdict.bad{background:#fdf0f0}
table{width:100%;border-collapse:collapse;font-size:.92rem}
th{padding:.4rem .6rem;border-bottom:1.5px solid var(--ink);text-align:left;font-weight:600;vertical-align:bottom}
td{padding:.45rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.when{white-space:nowrap;font-variant-numeric:tabular-nums}
td.status{width:7.2rem;font-weight:600;white-space:nowrap}
td.against{width:15rem;font-size:.8rem;color:var(--soft)}
td .why{display:block;margin-top:.15rem;color:var(--soft);font-size:.88rem}
td .why.bad{color:var(--bad)}
code{font:.86em/1.4 ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:11rem 1fr;gap:.35rem 1.25rem;margin:.5rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.words dt{color:var(--ink);font-weight:600}
li{margin:.3rem 0;max-width:46rem}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.85rem}
@media (max-width:44rem){main{margin:0;padding:1.25rem;border:0}dl{grid-template-columns:1fr}td.against{width:auto}}
@page{size:A4;margin:16mm 14mm}
@media print{body{background:none;font-size:10pt}main{max-width:none;margin:0;padding:0;border:0}h2,h3{break-after:avoid}tr,.verdict,dl{break-inside:avoid}thead{display:table-header-group}table{font-size:9pt}h1{font-size:18pt}}
`;
