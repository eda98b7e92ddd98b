"""The style sheet of the page: light, dark and paper, wide and narrow."""

from __future__ import annotations

from receivables.adapters.report.markup import Markup

_LIGHT = """
--paper:#fff;--ink:#1b1f24;--soft:#59616b;--line:#d4d9df;--head:#f1f3f6;--link:#0b57a4;
--b0:#8fb8c9;--b1:#f3d58a;--b2:#f0b15f;--b3:#e2854b;--b4:#c9573f;--b5:#9d3a36;--hatch:#00000073;
"""
_DARK = """
--paper:#14171b;--ink:#e8eaed;--soft:#a9b1bb;--line:#3a4149;--head:#20252b;--link:#8ab8f2;
--b0:#3f6e82;--b1:#8f7327;--b2:#a0641f;--b3:#a84f22;--b4:#ab3d2c;--b5:#8c2a3a;--hatch:#ffffff73;
"""

STYLE = Markup(
    ":root{color-scheme:light dark;" + _LIGHT + "}"
    "@media(prefers-color-scheme:dark){:root{" + _DARK + "}}"
    """
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1.25rem 3rem;max-width:72rem;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.35rem;margin:2.5rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.5rem 0 .4rem}
p{margin:.4rem 0}
a{color:var(--link)}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}
h1 b,nav a{white-space:nowrap}
.soft,.note,caption{color:var(--soft)}
.note{font-size:.9rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:.4rem 0 .6rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-size:.9rem;padding-bottom:.3rem}
th,td{padding:.3rem .75rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{background:var(--head);white-space:nowrap}
tbody th{font-weight:500}
.dense th,.dense td{font-size:.8rem;padding:.25rem .35rem}
.figure{text-align:right;white-space:nowrap}
.stacked td:nth-child(4),.stacked td:nth-child(5){white-space:nowrap}
tfoot th,tfoot td{font-weight:700;border-bottom:0}
tfoot tr:first-child>*{border-top:2px solid var(--ink)}
tbody th{overflow-wrap:anywhere;min-width:10rem;max-width:22rem}
.dense tbody th{min-width:7rem}
#waiting tbody th{max-width:40rem}
.reason{min-width:16rem}
details summary{cursor:pointer}
#interest details{margin:.3rem 0}
#totals caption{position:absolute;clip-path:inset(50%)}
details ul,details ol{margin:.3rem 0 .5rem;padding-left:1.2rem}
details li{font-size:.92rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.25rem;margin:.4rem 0}
dt{font-weight:600}
dd{margin:0}
.patterns{position:absolute}
.bar{display:block;border-radius:3px;overflow:hidden;background:var(--head)}
.bar text{font-size:13px;font-weight:600;fill:var(--ink);stroke:var(--paper);stroke-width:4px;paint-order:stroke;
stroke-linejoin:round}
.b0{fill:var(--b0)}.b1{fill:var(--b1)}.b2{fill:var(--b2)}.b3{fill:var(--b3)}.b4{fill:var(--b4)}.b5{fill:var(--b5)}
.bar g+g rect{stroke:var(--paper);stroke-width:1px}
pattern path{stroke:var(--hatch);fill:none;stroke-width:1px}
pattern circle{fill:var(--hatch)}
.beside{display:grid;grid-template-columns:minmax(0,max-content) minmax(0,1fr);gap:0 2.5rem;align-items:start}
.beside table{margin-top:1rem}
.beside th>.swatch{margin-right:.55rem}
.swatch{width:1.1rem;height:1.1rem;vertical-align:-.2rem;border:1px solid var(--soft);border-radius:3px;flex:none}
.bars{list-style:none;margin:.4rem 0 .75rem;padding:0;font-variant-numeric:tabular-nums;
display:grid;grid-template-columns:fit-content(12rem) 1fr max-content;gap:.3rem .9rem}
.bars li{grid-column:1/-1;display:grid;grid-template-columns:subgrid;align-items:center}
.bars span{overflow-wrap:anywhere}
.bars b{font-weight:500;text-align:right}
@media(max-width:40rem){
body{padding:1rem .9rem 2rem}
dl,.beside{display:block}dd{margin:0 0 .7rem}
.bars li{grid-template-columns:1fr max-content;gap:.1rem .75rem;padding:.35rem 0}
.bars .bar{grid-column:1/-1;grid-row:2}
th,td{padding:.3rem .5rem}
.stacked thead{display:none}
.stacked,.stacked caption,.stacked tbody{display:block}
.stacked tr{display:grid;grid-template-columns:1fr max-content;gap:.1rem .75rem;padding:.6rem 0;
border-bottom:1px solid var(--line)}
.stacked th,.stacked td{display:block;border:0;padding:0;min-width:0;max-width:none}
.stacked th{font-weight:700}
.stacked td:nth-child(2),.stacked .reason{grid-column:1/-1}
.stacked .figure{grid-row:1;grid-column:2;font-weight:700}
.stacked td:nth-child(4):before{content:"Due since ";color:var(--soft)}
.stacked td:nth-child(5):before{content:"Look again ";color:var(--soft)}
}
@media print{
:root{color-scheme:light;"""
    + _LIGHT
    + """}
body{max-width:none;padding:0;font-size:11pt}
nav{display:none}
.scroll{overflow:visible}
th,td{padding:.12rem .3rem;font-size:8.5pt}
tbody th{min-width:5rem}
tr,.bars li,.bar,.beside{break-inside:avoid}
h2,h3,h2+p,caption,.bar{break-after:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
"""
)
"""One style sheet, for the ``style`` element of the page."""
