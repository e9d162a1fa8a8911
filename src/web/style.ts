/** The one style sheet: tokens first, then pages; the desk is compact, the elder's pages are large. */
export const STYLE = `
:root{--ink:#1f1a17;--soft:#5c534d;--paper:#fff;--wash:#faf6f4;--line:#d8cfc9;--red:#b3261e;--red-dark:#8c1d18;--good:#1b5e20;--gap:1rem;color-scheme:light}
*{box-sizing:border-box}
html{font-size:18px}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
a{color:var(--red);text-underline-offset:.2em}
.skip{position:absolute;left:-99em}.skip:focus{left:1rem;top:.5rem;background:#fff;padding:.5rem}
header,footer,main{max-width:62rem;margin:0 auto;padding:.75rem var(--gap)}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center;border-bottom:3px solid var(--red)}
header strong{color:var(--red);font-size:1.2rem}header nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center;margin-left:auto}
footer{border-top:1px solid var(--line);color:var(--soft);font-size:.85rem;margin-top:2rem}footer p{margin:.2rem 0}
h1{font-size:1.5rem;line-height:1.3;margin:.6rem 0}h2{font-size:1.15rem;margin:1.4rem 0 .5rem}
form.inline{display:inline}
label{display:block;max-width:20rem;font-weight:600;margin:.6rem 0 .15rem}.hint{color:var(--soft);font-size:.9rem;margin:.1rem 0}
input,select,textarea,button{font:inherit;color:inherit}
input,select,textarea{border:1px solid #857a73;border-radius:.35rem;padding:.4rem .6rem;min-height:2.6rem;background:#fff;max-width:100%}
textarea{width:100%}input[type=checkbox]{min-height:0;width:1.3rem;height:1.3rem}
button,.button{display:inline-block;background:var(--red);color:#fff;border:1px solid var(--red);border-radius:.35rem;padding:.4rem 1.2rem;min-height:2.6rem;font-weight:600;text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:var(--red-dark)}
button.quiet,.button.quiet{background:#fff;color:var(--red)}
:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}
.row{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:end}.row>*{min-width:0}
.problem{border:2px solid var(--red);border-left-width:.5rem;padding:.5rem 1rem;margin:1rem 0;background:#fff}
.problem h2{margin:.2rem 0;color:var(--red)}
.done{border-left:.5rem solid var(--good);padding:.5rem 1rem;background:var(--wash)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.75rem;padding:0;list-style:none}
.card{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;background:var(--wash)}
.card b{display:block;font-size:1.5rem}
table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:600}th,td{border-bottom:1px solid var(--line);padding:.35rem .5rem;text-align:left;vertical-align:top}
.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{overflow-x:auto}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;overflow-wrap:anywhere}
.code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.8rem;overflow-wrap:anywhere;word-break:break-all}
.slip{max-width:30rem;border:1px dashed #857a73;padding:1rem}
.slip svg{display:block;margin:.75rem auto;max-width:100%}
body.desk{font-size:.89rem;line-height:1.5}body.desk input,body.desk select,body.desk button{min-height:2.2rem;padding:.25rem .6rem}
body.large{font-size:30px;line-height:1.5}
body.large header,body.large footer,body.large main{max-width:48rem}
body.large h1{font-size:1.3em}body.large h2,body.large header strong{font-size:1.1em}body.large .hint{font-size:1em}body.large footer{font-size:.8em}body.large .slip{max-width:none}
body.large button,body.large .button,body.large input{min-height:80px;padding:14px 24px;width:100%;font-size:1em;text-align:center}
body.large header a,body.large header button{min-height:72px;padding:14px;width:auto;display:inline-flex;align-items:center}
body.large .cards{grid-template-columns:1fr}body.large .cards button,body.large .cards .button{display:flex;justify-content:space-between;gap:1rem;align-items:center}
.stack>*{margin:.75rem 0}
.books table{font-size:.95em}.books th,.books .who{white-space:nowrap}.books td.said{min-width:8rem}.books>button{margin-bottom:.5rem}.books table.sums{max-width:32rem;margin:1rem 0}.books .side{border-left:2px solid var(--line)}.books tr.differs td.said,.books tr.near td.said{font-weight:600}.books tr.differs td.said{border-left:.4rem solid var(--red)}.books tr.near td.said{border-left:.4rem solid #b26a00}
.books details{margin:.1rem 0}.books summary{cursor:pointer;color:var(--red);font-weight:600;padding:.2rem 0}.books details>div{border:1px solid var(--line);border-radius:.35rem;background:var(--wash);padding:.4rem .6rem}
.books figure{margin:.8rem 0}.share{display:block;width:100%;height:1.4rem;border:1px solid #857a73;border-radius:.2rem;background:#fff}.share .same{fill:#1b5e20}.share .near{fill:#e0a030}.share .apart{fill:#b3261e}
.onlyprint{display:none}h3{font-size:1rem;margin:1.2rem 0 .3rem}main table+table,main p+table{margin-top:1rem}tfoot th,tfoot td{border-top:2px solid var(--ink);font-weight:600}th.num{text-align:right}
@media print{header,footer,.noprint,button,.button,form:not(.printed){display:none!important}.onlyprint{display:block}body,body.large,body.desk{font-size:12pt}main{padding:0;max-width:none}.slip{border:0}form.printed input,form.printed select{border:0;padding:0;min-height:0}}
`
