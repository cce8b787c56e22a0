// pages.mjs - the pages the pairs are rendered from
//
// Each page is a function of a palette and a font, and names the elements its mutations
// change. Nothing is loaded from anywhere: the fonts are the machine's own.
//
// SPDX-License-Identifier: MIT OR Apache-2.0

// A small generator, so that every run draws the same pages.
export function chance(seed) {
    let state = seed >>> 0;
    return () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 4294967296;
    };
}

export const palettes = {
    paper: { bg: '#ffffff', fg: '#1f2937', dim: '#6b7280', panel: '#f9fafb', row: '#f6f8fa',
             code: '#f3f4f6', line: '#e5e7eb', accent: '#2563eb', warn: '#d97706' },
    stone: { bg: '#fafaf9', fg: '#292524', dim: '#78716c', panel: '#f5f5f4', row: '#f0efed',
             code: '#eeeae4', line: '#d6d3d1', accent: '#0f766e', warn: '#be123c' },
    night: { bg: '#0f172a', fg: '#e2e8f0', dim: '#94a3b8', panel: '#1e293b', row: '#152036',
             code: '#111c33', line: '#334155', accent: '#38bdf8', warn: '#fbbf24' },
    coal: { bg: '#18181b', fg: '#fafafa', dim: '#a1a1aa', panel: '#232327', row: '#1f1f23',
            code: '#27272a', line: '#3f3f46', accent: '#a78bfa', warn: '#fb7185' },
    sky: { bg: '#f0f6fc', fg: '#24292f', dim: '#57606a', panel: '#e6eef7', row: '#e9f1f9',
           code: '#ddf4ff', line: '#c6d6e6', accent: '#8250df', warn: '#bc4c00' },
    moss: { bg: '#fefdf6', fg: '#33402c', dim: '#77836d', panel: '#f1f4e4', row: '#f7f8ec',
            code: '#ecefdc', line: '#d3dabf', accent: '#4d7c0f', warn: '#b45309' },
    plum: { bg: '#1a1023', fg: '#efe6f5', dim: '#a896b5', panel: '#261833', row: '#21142c',
            code: '#2c1d3a', line: '#463255', accent: '#f472b6', warn: '#facc15' },
    slate: { bg: '#22272e', fg: '#adbac7', dim: '#768390', panel: '#2d333b', row: '#282e36',
             code: '#373e47', line: '#444c56', accent: '#539bf5', warn: '#e0823d' },
};

const words = ('invoice total amount payment review release account member project report status '
    + 'pending shipped weekly summary storage billing contact address history options update '
    + 'service region cluster latency request budget quarter target forecast customer order').split(' ');

export function text(random, count) {
    const out = [];
    for (let i = 0; i < count; i++)
        out.push(words[Math.floor(random() * words.length)]);
    const joined = out.join(' ');
    return joined[0].toUpperCase() + joined.slice(1);
}

export function frame(p, font, size, css, body) {
    return `<!doctype html><meta charset=utf-8><style>
*{box-sizing:border-box}body{margin:0;background:${p.bg};color:${p.fg};
font:${size}px/1.5 '${font}';width:800px;height:600px;overflow:hidden}
.dim{color:${p.dim}}h1{font-size:1.6em;margin:0 0 10px}h2{font-size:1.2em;margin:0 0 8px}
table{border-collapse:collapse;width:100%}td,th{padding:6px 10px;text-align:left;font-weight:400}
${css}</style>${body}`;
}

function panels(p, font, random) {
    const rows = Array.from({ length: 8 }, (_, i) => `<tr class="${i % 2 ? 'odd' : ''}">
<td>${1000 + Math.floor(random() * 9000)}<td>${text(random, 2)}<td class=dim>${text(random, 1)}
<td>$${Math.floor(random() * 900)}.${10 + Math.floor(random() * 89)}</tr>`).join('');
    return frame(p, font, 13 + Math.floor(random() * 2), `
#side{position:absolute;left:0;top:0;width:180px;height:600px;background:${p.panel};padding:16px;
border-right:1px solid ${p.line}}#side div{padding:4px 0}#head{position:absolute;left:180px;top:0;
right:0;height:52px;background:${p.panel};padding:14px 20px;border-bottom:1px solid ${p.line}}
#main{position:absolute;left:200px;top:72px;width:580px}.odd{background:${p.row}}
#pre{background:${p.code};padding:12px;margin-top:16px;border-radius:6px;
font:12px/1.5 'DejaVu Sans Mono';white-space:pre}
#tag{background:${p.accent};color:#fff;border-radius:9px;padding:1px 8px;font-size:11px}
#note{background:${p.panel};border-left:4px solid ${p.accent};padding:8px 12px;margin-top:16px}`,
`<div id=side><h2>${text(random, 1)}</h2>${Array.from({ length: 7 }, (_, i) =>
    `<div class="${i % 3 ? 'dim' : ''}" id=nav${i}>${text(random, 2)}</div>`).join('')}</div>
<div id=head>${text(random, 4)} <span id=tag>${text(random, 1)}</span></div>
<div id=main><table id=table>${rows}</table><div id=note>${text(random, 14)}</div>
<div id=pre>const ${words[3]} = ${words[5]}(12);
return ${words[8]}.map(x =&gt; x + 1);</div></div>`);
}

function article(p, font, random) {
    return frame(p, font, 14 + Math.floor(random() * 3), `
#page{width:620px;margin:24px auto}p{margin:0 0 12px}small{font-size:11px;color:${p.dim}}
#quote{border-left:3px solid ${p.line};padding-left:14px;color:${p.dim};margin:0 0 12px}
#pre{background:${p.code};padding:10px 14px;border-radius:5px;font:13px/1.45 'DejaVu Sans Mono';
white-space:pre;margin:0 0 12px}code{background:${p.code};padding:2px 5px;border-radius:3px;
font:.9em 'DejaVu Sans Mono'}a{color:${p.accent}}#thin{font-size:13px;font-weight:300;color:${p.dim}}
#card{background:${p.panel};border:1px solid ${p.line};border-radius:8px;padding:14px}`,
`<div id=page><h1 id=title>${text(random, 4)}</h1><small id=small>${text(random, 6)}</small>
<p id=p1>${text(random, 38)}</p><p id=p2>${text(random, 14)} <code id=code>${words[2]}</code>
${text(random, 8)} <a href="#" id=link>${text(random, 2)}</a></p><p id=quote>${text(random, 20)}</p>
<div id=pre>$ make check
ok 214 tests in 3.2 s</div><p id=thin>${text(random, 18)}</p>
<div id=card><h2>${text(random, 2)}</h2><span class=dim id=carddim>${text(random, 16)}</span></div></div>`);
}

// Points of a polyline, as numbers, so that mutations can move them.
export function series(random, count, x0, x1, y0, y1) {
    const out = [];
    let y = (y0 + y1) / 2;
    for (let i = 0; i < count; i++) {
        y = Math.min(y1, Math.max(y0, y + (random() - .5) * (y1 - y0) * .5));
        out.push([x0 + (x1 - x0) * i / (count - 1), y]);
    }
    return out;
}

export const points = list => list.map(([x, y]) => `${x.toFixed(3)},${y.toFixed(3)}`).join(' ');

function chart(p, font, random) {
    const grid = Array.from({ length: 6 }, (_, i) =>
        `<line x1=50 x2=770 y1=${60.5 + i * 50} y2=${60.5 + i * 50} stroke="${p.line}" />
<text x=44 y=${64 + i * 50} text-anchor=end font-size=11 fill="${p.dim}">${500 - i * 100}</text>`).join('');
    const curves = [1, 1.5, 2, 3].map((width, i) => `<polyline class=curve id=curve${i} fill=none
stroke="${[p.accent, p.warn, p.dim, p.fg][i]}" stroke-width=${width}
points="${points(series(random, 9 + i * 8, 50, 770, 70, 300))}"/>`).join('');
    const dots = series(random, 12, 60, 760, 340, 380).map(([x, y], i) =>
        `<circle class=dot id=dot${i} cx=${x} cy=${y} r=${2.5 + i % 4} fill="${p.accent}"/>`).join('');
    const smooth = `<path id=smooth fill=none stroke="${p.warn}" stroke-width=1.5
d="M50 460 C 200 ${400 + random() * 40} 300 ${500 + random() * 50} 420 450 S 640 ${410 + random() * 30} 770 480"/>
<path id=area fill="${p.accent}" fill-opacity=.15 d="M50 560 L200 520 L330 541 L470 505 L600 530 L770 500 L770 590 L50 590Z"/>
<path id=thick fill=none stroke="${p.accent}" stroke-width=6 d="M60 545 L150 500 L260 538 L420 490"/>
<path id=wide fill=none stroke="${p.line}" stroke-width=12 d="M480 560 L600 512 L740 571"/>`;
    return frame(p, font, 13, `svg{position:absolute;left:0;top:0}#legend{position:absolute;left:60px;
top:14px}`, `<div id=legend>${text(random, 5)}</div><svg width=800 height=600>${grid}${curves}${dots}${smooth}</svg>`);
}

function icons(p, font, random) {
    const shapes = ['<circle cx=12 cy=12 r=9 />', '<path d="M4 6h16M4 12h16M4 18h10"/>',
        '<path d="M12 3l9 17H3z"/>', '<rect x=4 y=5 width=16 height=15 rx=2 /><path d="M4 10h16M9 3v4M15 3v4"/>',
        '<path d="M5 7h14l-1.5 13h-11zM9 7V4h6v3M10 11v6M14 11v6"/>',
        '<circle cx=10 cy=10 r=6 /><path d="M15 15l6 6"/>', '<path d="M4 12l5 5L20 6"/>',
        '<path d="M12 4v12M7 11l5 5 5-5M4 20h16"/>'];
    const cell = i => `<div class=cell id=cell${i}><svg id=icon${i} width=${[16, 20, 24, 32][i % 4]}
height=${[16, 20, 24, 32][i % 4]} viewBox="0 0 24 24" fill=none stroke="${[p.fg, p.dim, p.accent][i % 3]}"
stroke-width=${[1, 1.5, 2][Math.floor(i / 3) % 3]} stroke-linecap=round>${shapes[Math.floor(random() * shapes.length)]}</svg>
<span>${text(random, 1)}</span></div>`;
    return frame(p, font, 12 + Math.floor(random() * 2), `#grid{display:grid;grid-template-columns:repeat(6,1fr);
gap:12px;padding:20px}.cell{border:1px solid ${p.line};border-radius:${4 + Math.floor(random() * 8)}px;
padding:12px;display:flex;gap:8px;align-items:center;height:56px;overflow:hidden}
.cell:nth-child(5n){background:${p.panel}}#bar{height:8px;border-radius:4px;background:${p.line};margin:0 20px}
#fill{height:8px;border-radius:4px;background:${p.accent};width:43%}
#shade{margin:20px;height:90px;border-radius:10px;box-shadow:0 4px 14px rgba(0,0,0,.18);background:${p.panel}}`,
`<div id=grid>${Array.from({ length: 24 }, (_, i) => cell(i)).join('')}</div><div id=bar><div id=fill></div></div>
<div id=shade></div>`);
}

function form(p, font, random) {
    const field = i => `<label class=field id=field${i}><span class=dim>${text(random, 2)}</span>
<div class=input id=input${i}>${text(random, 2)}</div></label>`;
    return frame(p, font, 14, `#box{width:520px;margin:30px auto;background:${p.panel};padding:24px;
border:1px solid ${p.line};border-radius:12px}.field{display:block;margin-bottom:14px;font-size:13px}
.input{background:${p.bg};border:1px solid ${p.line};border-radius:6px;padding:7px 10px;margin-top:3px}
#send{display:inline-block;background:${p.accent};color:#fff;border-radius:6px;padding:8px 18px}
#cancel{display:inline-block;border:1px solid ${p.line};border-radius:6px;padding:7px 18px;margin-left:8px}
#hero{position:absolute;right:0;bottom:0;width:800px;height:70px;
background:linear-gradient(90deg,${p.panel},${p.code} 40%,${p.accent})}`,
`<div id=box><h1 id=title>${text(random, 3)}</h1>${Array.from({ length: 5 }, (_, i) => field(i)).join('')}
<span id=send>${text(random, 1)}</span><span id=cancel>${text(random, 1)}</span></div><div id=hero></div>`);
}

export const pages = { panels, article, chart, icons, form };

// What belongs to which half: other palettes, other fonts, other texts.
export const halves = {
    dev: [['paper', 'Liberation Sans'], ['night', 'Roboto'], ['stone', 'Noto Sans'], ['coal', 'DejaVu Sans']],
    test: [['sky', 'Open Sans'], ['slate', 'Lato'], ['moss', 'Liberation Serif'], ['plum', 'Noto Sans']],
};
