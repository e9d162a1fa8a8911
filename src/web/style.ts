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
.seats{position:sticky;bottom:0;background:var(--paper);border-top:1px solid var(--line);max-width:62rem;margin:0 auto;padding:.25rem var(--gap);display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center;color:var(--soft);font-size:.9rem}.seats button{min-height:2rem;padding:.1rem .6rem;font-size:.9rem}
[hidden]{display:none!important}ul.codes{columns:2;max-width:26rem;font-size:1.1rem}
label{display:block;max-width:20rem;font-weight:600;margin:.6rem 0 .15rem}.hint{color:var(--soft);font-size:.9rem;margin:.1rem 0}
input,select,textarea,button{font:inherit;color:inherit}
input,select,textarea{border:1px solid #857a73;border-radius:.35rem;padding:.4rem .6rem;min-height:2.6rem;background:#fff;max-width:100%}
textarea{width:100%}input[type=checkbox],input[type=radio]{min-height:0;width:1.3rem;height:1.3rem;margin:0 .2rem;vertical-align:middle}
button,.button{display:inline-flex;align-items:center;justify-content:center;background:var(--red);color:#fff;border:1px solid var(--red);border-radius:.35rem;padding:.4rem 1.2rem;min-height:2.6rem;font-weight:600;text-decoration:none;cursor:pointer}
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
.wide{overflow-x:auto}.keep,table.left td:not(:last-child),table.left th{white-space:nowrap}table.left td:last-child{min-width:16rem}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;overflow-wrap:anywhere}
.code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.8rem;overflow-wrap:anywhere;word-break:break-all}
.slip{max-width:30rem;border:1px dashed #857a73;padding:1rem}
.slip svg{display:block;margin:.75rem auto;max-width:100%}
body.desk{font-size:.89rem;line-height:1.5}body.desk input:not([type=checkbox]):not([type=radio]),body.desk select,body.desk button,body.desk .button{min-height:2.2rem;padding:.25rem .6rem}.row label>select{display:block;font-weight:400}td>.button,td>form .button{white-space:nowrap}
body.large{font-size:30px;line-height:1.5}
body.large header,body.large footer,body.large main{max-width:48rem}
body.large h1{font-size:1.3em}body.large h2,body.large header strong{font-size:1.1em}body.large .hint{font-size:1em}body.large footer{font-size:.8em}body.large .slip{max-width:none}
body.large button,body.large .button,body.large input{min-height:80px;padding:14px 24px;width:100%;font-size:1em;text-align:center}
body.large header{padding:.25rem .75rem}body.large header nav{margin-left:0;gap:0 .5rem}body.large header a,body.large header button{min-height:60px;padding:8px;width:auto;display:inline-flex;align-items:center;font-size:.85em}
body.large .cards{grid-template-columns:1fr}body.large .cards.tall .button{flex-wrap:wrap;gap:0 1rem}body.large .cards button,body.large .cards .button{display:flex;justify-content:space-between;gap:1rem;align-items:center;text-align:left}
.stack>*{margin:.75rem 0}
label.tick{display:flex;gap:.6rem;align-items:center;margin:0;max-width:none;font-weight:400;min-height:2.2rem;cursor:pointer}
table.day th:last-child{width:72%}table.week td,table.week th{min-width:5.2rem}table.week th[scope=row]{min-width:7rem}table.roster td{vertical-align:middle}table.roster tr:has(input[type=checkbox]:not(:checked)) td{color:var(--soft);background:var(--wash)}
table.sheet td,table.sheet th{white-space:nowrap;font-weight:400}table.sheet label{font-weight:400;margin:0;max-width:none}
details{margin:.75rem 0}summary{cursor:pointer;font-weight:600;min-height:2.2rem}
.clock{font-weight:600}.clock.red{color:var(--red)}.clock.amber{color:#7a4b00}.clock.green{color:var(--good)}.centre{text-align:center}.late{color:var(--red)}.answers{gap:1rem 3rem;margin:1.5rem 0}body.desk button.large{min-height:3.4rem;padding:.6rem 2.4rem;font-size:1.2rem}
table.signing th,table.signing td{border:1px solid #444;height:2.1rem;vertical-align:middle;text-align:center}table.signing td:nth-child(n+5){min-width:5rem}table.signing thead{display:table-header-group}
.signed{display:flex;justify-content:space-between;gap:2rem;padding-right:8rem;margin-top:1.5rem}
.slips{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1rem}
.books table{font-size:.95em}.books:lang(zh) th,.books .who{white-space:nowrap}.books td.said{min-width:8rem}.books>button{margin-bottom:.5rem}.books table.sums{max-width:32rem;margin:1rem 0}.books .side{border-left:2px solid var(--line)}.books tr.differs td.said,.books tr.near td.said{font-weight:600}.books tr.differs td.said{border-left:.4rem solid var(--red)}.books tr.near td.said{border-left:.4rem solid #b26a00}
.books details{margin:.1rem 0}.books summary{cursor:pointer;color:var(--red);font-weight:600;padding:.2rem 0}.books details>div{border:1px solid var(--line);border-radius:.35rem;background:var(--wash);padding:.4rem .6rem}
.books figure{margin:.8rem 0}.share{display:block;width:100%;height:1.4rem;border:1px solid #857a73;border-radius:.2rem;background:#fff}.share .same{fill:#1b5e20}.share .near{fill:#e0a030}.share .apart{fill:#b3261e}
svg.bars{display:block;max-width:44rem;width:100%;height:auto;margin:.5rem 0}svg.bars rect{fill:var(--red)}svg.bars text{font-size:13px;fill:var(--ink)}
.onlyprint{display:none}h3{font-size:1rem;margin:1.2rem 0 .3rem}main table+table,main p+table{margin-top:1rem}tfoot th,tfoot td{border-top:2px solid var(--ink);font-weight:600}th.num{text-align:right}
@media(max-width:40rem){body.large dl.facts{grid-template-columns:1fr;gap:0}body.large dl.facts dd{font-weight:600;margin-bottom:.3em}
table.lines thead{display:none}table.lines,table.lines tbody{display:block}table.lines tr{display:block;border-bottom:1px solid var(--line);padding:.4rem 0}table.lines td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.1rem 0;text-align:right}table.lines td::before{content:attr(data-label);color:var(--soft);text-align:left;white-space:nowrap}}
.acting{position:sticky;top:0;z-index:1;background:#7a4b00;color:#fff;padding:.5rem var(--gap);display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:center}body.large .seats button,body.large .seats .button{width:auto;min-height:60px;font-size:1rem;padding:.3rem 1rem}.card form+form{margin-top:.5rem}body.large .acting button{width:auto;min-height:60px}fieldset{border:1px solid var(--line);border-radius:.35rem;margin:.6rem 0}legend{font-weight:600}
.visit b{font-size:2.2em;letter-spacing:.2em;font-family:ui-monospace,Menlo,Consolas,monospace;margin:0 .3em}.visit .hint{display:block}.sign{border:1px solid #444;min-height:6rem;padding:.4rem .6rem;color:var(--soft);font-size:.85em}
.ways{grid-template-columns:repeat(auto-fit,minmax(14rem,1fr))}body.large .cards.ways{grid-template-columns:1fr 1fr}body.large .cards.ways button{justify-content:center;min-height:110px;width:100%;font-size:1.1em}@media(max-width:40rem){body.large .cards.ways{grid-template-columns:1fr}}
.idcards{display:grid;grid-template-columns:repeat(auto-fill,86mm);gap:4mm}.idcard{width:86mm;height:54mm;border:1px dashed #857a73;border-radius:3mm;padding:3mm;display:grid;grid-template-columns:1fr 32mm;gap:2mm;font-size:10pt;line-height:1.35;background:#fff;overflow:hidden;break-inside:avoid}.idcard svg{width:32mm;height:32mm;display:block}.idcard p{margin:.6mm 0}.idcard strong{color:var(--red);font-size:13pt}.idcard b{font-size:14pt}.idcard .code{font-size:9pt;grid-column:1/-1;text-align:center;letter-spacing:.06em}.idcard .hint{font-size:8.5pt}.idcard .found{grid-column:1/-1;text-align:center;font-size:8pt;color:var(--soft)}
.signedscan{float:right;display:flex;flex-direction:row-reverse;gap:2mm;align-items:center;font-size:.8em}.signedscan p{max-width:8em;margin:0}table.ruled td{white-space:pre-line}table.ruled,table.signing{width:calc(100% - 1px)}article.paper{max-width:48rem}.places{display:flex;gap:.5rem}.places .sign{flex:1}figure.scan{margin:.8rem 0}figure.scan figcaption{font-size:.9em}table.ruled th,table.ruled td{border:1px solid #777}body.roll-58 article.paper{max-width:58mm}body.roll-80 article.paper{max-width:80mm}
@page{size:A4;margin:12mm}@page r58{size:58mm 210mm;margin:3mm}@page r80{size:80mm 210mm;margin:4mm}@page lying{size:A4 landscape;margin:10mm}@page half{size:A5;margin:10mm}@page roll{size:58mm 210mm;margin:3mm}
@media print{.idcards{grid-template-columns:86mm 86mm;gap:0 4mm}.onlyprint{display:block}body.a4-lying{page:lying}body.a5{page:half}body.roll{page:roll}body.roll-58{page:r58;font-size:9pt}body.roll-80,body.roll.roll-80{page:r80;font-size:10pt}body.roll-58 dl.facts,body.roll-80 dl.facts{grid-template-columns:1fr;gap:0}article.paper h1{font-size:16pt}article.paper h2{font-size:12pt;margin:3mm 0 1mm}article.paper p{margin:1mm 0}article.paper table{font-size:9.5pt}article.paper tr,article.paper figure,.places{break-inside:avoid}.slips{grid-template-columns:1fr 1fr;gap:4mm}.slips .slip{border:1px dashed #857a73;padding:3mm;font-size:8.5pt;line-height:1.25}.slips .slip .hint{font-size:8pt}.slips .slip p{margin:1mm 0}.slips dl.facts{gap:0 1rem;margin:1mm 0}.slips .slip h2{margin:0}.slips .slip svg{width:38mm;height:38mm;margin:2mm auto}body.roll .slips{display:block}body.roll .slips .slip{border:0;padding:0;break-after:page}table.signing tr{break-inside:avoid}table.signing th,table.signing td{height:7mm;padding:0 2mm;font-size:11pt}body.a4-lying h1,body.a4-lying p{margin:1mm 0}body.a4-lying .signed{margin-top:4mm}header,footer,.noprint,button,.button,form:not(.printed){display:none!important}body,body.desk{font-size:12pt}body.large{font-size:15pt}body.large .hint{font-size:12pt}body.roll{font-size:11pt}body.roll .hint{font-size:9pt}body.roll h1,body.a5 h1{display:none}body.roll dl.facts{grid-template-columns:1fr;gap:0}body.roll:not(.large) .slip dl.facts{grid-template-columns:max-content 1fr;gap:0 2mm;font-size:9pt;line-height:1.3}body.roll:not(.large) .slip h2{font-size:11.5pt;margin:0}body.roll:not(.large) .slip p{font-size:9pt;margin:1mm 0;line-height:1.3}body.large.roll .slip,body.large.a5 .slip{padding:0}body.roll main>.slip~*,body.a5 main>.slip~*,.stack>.slip~*{display:none}body.roll .slip svg{width:42mm;height:42mm}body.large.roll{font-size:12.5pt;line-height:1.3}body.large.a5{font-size:13pt;line-height:1.35}body.large.roll .slip dl.facts{grid-template-columns:max-content 1fr;gap:0 2mm}body.large.a5 .slip dl.facts{gap:0 4mm}body.large .slip h2,body.large .slip p,body.large .slip dl{margin:1mm 0}body.large.a5 .slip svg{width:36mm;height:36mm}body.large .stack{gap:0;padding:0}body.large.roll .slip svg,body.large.a5 .slip svg{margin:2mm auto}body.roll .slip .sign,body.a5 .slip .sign{min-height:14mm;margin:2mm 0 0;padding:1mm 2mm}.slip{break-inside:avoid}main{padding:0;max-width:none}.slip{border:0}form.printed input,form.printed select{border:0;padding:0;min-height:0}}
.away{max-width:62rem;margin:0 auto;padding:0 var(--gap)}.away p{margin:.5rem 0}
body.large .aloud{display:flex;flex-wrap:wrap;gap:.5rem;max-width:48rem;margin:.5rem auto 0;padding:0 var(--gap)}body.large .aloud button,body.large .aloud .button{width:auto;padding:6px 18px}body.large .aloud>button{flex:1 1 100%}body.large .aloud form{flex:1 1 auto}body.large .aloud form button{width:100%;padding:6px 8px;font-size:.85em}
details.more{position:relative}
details.more[open]>summary{font-weight:700}
details.more>summary{cursor:pointer;color:#b4231f;padding:.4em 0}
details.more>p{display:flex;flex-wrap:wrap;gap:.3em 1em;margin:.3em 0}
`
