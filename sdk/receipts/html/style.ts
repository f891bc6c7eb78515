/** How a document looks, on a screen and on paper. It loads nothing. */
export const STYLE = `
:root{--ink:#1c2330;--soft:#5a6475;--line:#d8dde6;--paper:#fff;--tint:#f5f7fa}
*{box-sizing:border-box}
body{margin:0;background:var(--tint);color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
main{max-width:56rem;margin:2rem auto;padding:2.75rem 3rem;background:var(--paper);border:1px solid var(--line);border-radius:6px}
header{display:flex;justify-content:space-between;gap:2rem;align-items:flex-start}
h1{margin:0;font-size:2rem;line-height:1.15}
h2{margin:2.25rem 0 .6rem;font-size:1.05rem}
p{margin:.3rem 0}
.soft{color:var(--soft)}
.facts{margin:0;display:grid;grid-template-columns:auto auto;gap:.15rem 1rem;text-align:right}
.facts dt{color:var(--soft)}.facts dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.parties{display:grid;grid-template-columns:1fr 1fr;gap:2rem;margin-top:2.25rem}
.parties h2{margin:0 0 .3rem;font-size:.85rem;color:var(--soft);font-weight:600}
.parties strong{font-size:1.05rem}
address{font-style:normal}
code{font:.8em/1.4 ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse}
th{padding:.4rem .5rem;border-bottom:1.5px solid var(--ink);text-align:left;font-weight:600;font-size:.85rem;vertical-align:bottom}
td{padding:.45rem .5rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td small{display:block;color:var(--soft)}.when{white-space:nowrap}
tfoot td{border-bottom:0;padding-top:.3rem;padding-bottom:.3rem}
tfoot tr.sum td{border-top:1.5px solid var(--ink);font-weight:700;font-size:1.1rem;padding-top:.6rem}
.proof td{font-size:.85rem}
footer{margin-top:2.5rem;padding-top:.9rem;border-top:1px solid var(--line);color:var(--soft);font-size:.82rem}
a{color:inherit}
@media (max-width:44rem){main{margin:0;padding:1.25rem;border:0}header{display:block}.facts{text-align:left;margin-top:1rem}.parties{grid-template-columns:1fr}}
@page{size:A4;margin:16mm 15mm}
@media print{body{background:none;font-size:10pt}main{max-width:none;margin:0;padding:0;border:0}h2{break-after:avoid}tr,.parties{break-inside:avoid}thead{display:table-header-group}a{text-decoration:none}}
`;
