// scenes.mjs - pages the rule was not found on, and what is changed on them
//
// Other content than pages.mjs has: dashboards, bordered tables, settings, source code,
// photographs, diagrams, plots on a canvas, filled icons. Their pairs are the half `check`.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
import { different, jitter, lighter, nudge, same, style, tint } from './mutations.mjs';
import { frame, points, series, text } from './pages.mjs';

const list = (count, item) => Array.from({ length: count }, (_, i) => item(i)).join('');
const pick = (random, from) => from[Math.floor(random() * from.length)];
const run = (script, why) => () => ({ script, why });

// A ring of shares of a whole, as arcs.
function ring(random, x, y, radius, colours) {
    let from = -Math.PI / 2, out = '';
    colours.forEach((colour, i) => {
        const to = i === colours.length - 1 ? 1.5 * Math.PI : from + (.6 + random()) * 2 * Math.PI / (colours.length + .8);
        const at = a => `${(x + radius * Math.cos(a)).toFixed(3)} ${(y + radius * Math.sin(a)).toFixed(3)}`;
        out += `<path class=arc id=arc${i} fill=none stroke="${colour}" stroke-width=14
d="M${at(from)} A${radius} ${radius} 0 ${to - from > Math.PI ? 1 : 0} 1 ${at(to)}"/>`;
        from = to;
    });
    return out;
}

function dashboard(p, font, random) {
    const spark = i => {
        const line = series(random, 24, 2, 158, 6, 34);
        return `<svg class=spark width=160 height=40><polyline class=line id=line${i} fill=none stroke="${[p.accent, p.warn, p.fg, p.dim][i]}"
stroke-width=${[1.25, 1.5, 1, 2][i]} stroke-linejoin=round points="${points(line)}"/></svg>`;
    };
    const area = series(random, 20, 20, 500, 30, 150);
    return frame(p, font, 13, `#top{display:grid;grid-template-columns:repeat(4,1fr);gap:12px;padding:16px}
.card{background:${p.panel};border:1px solid ${p.line};border-radius:10px;padding:10px 12px}.card b{font-size:22px;display:block}
svg{display:block}#chart{position:absolute;left:16px;top:170px;width:530px;background:${p.panel};border:1px solid ${p.line};border-radius:10px}
#share{position:absolute;left:562px;top:170px;width:222px;height:222px;background:${p.panel};border:1px solid ${p.line};border-radius:10px}
#bars{position:absolute;left:16px;top:410px;right:16px}.bar{height:9px;border-radius:5px;background:${p.line};margin:4px 0 12px}
.bar div{height:9px;border-radius:5px;background:linear-gradient(90deg,${p.accent},${p.warn})}`,
    `<div id=top>${list(4, i => `<div class=card id=card${i}><span class=dim id=label${i}>${text(random, 2)}</span>
<b id=value${i}>${Math.floor(random() * 900)}.${Math.floor(random() * 9)}</b>${spark(i)}</div>`)}</div>
<div id=chart><svg width=528 height=220>${list(5, i => `<line class=grid x1=20 x2=500 y1=${30.5 + 36 * i} y2=${30.5 + 36 * i} stroke="${p.line}" stroke-dasharray="3 3"/>`)}
<path class=line id=fill fill="${p.accent}" fill-opacity=.12 d="M20 190 L${area.map(([x, y]) => `${x.toFixed(3)} ${y.toFixed(3)}`).join(' L')} L500 190Z"/>
<polyline class=line id=trend fill=none stroke="${p.accent}" stroke-width=2 points="${points(area)}"/>
<path class=line id=goal fill=none stroke="${p.warn}" stroke-width=1 stroke-dasharray="6 4" d="M20 120 Q 260 ${60 + random() * 30} 500 88"/>
${area.map(([x, y], i) => `<circle class=dot id=dot${i} cx=${x} cy=${y} r=2.5 fill="${p.panel}" stroke="${p.accent}"/>`).join('')}</svg></div>
<div id=share><svg width=220 height=220>${ring(random, 110, 110, 70, [p.accent, p.warn, p.dim, p.fg, p.line])}</svg></div>
<div id=bars>${list(5, i => `<span class=dim>${text(random, 2)}</span><div class=bar><div id=bar${i} style="width:${(20 + random() * 70).toFixed(2)}%"></div></div>`)}</div>`);
}

function ledger(p, font, random) {
    return frame(p, font, 12, `#box{margin:16px;border:1px solid ${p.line}}td,th{border:1px solid ${p.line};padding:4px 8px;font-size:12px}
th{background:${p.code};font-weight:600}.pill{border-radius:8px;padding:0 7px;font-size:10px;background:${p.row};border:1px solid ${p.line}}
.tick{display:inline-block;width:12px;height:12px;border:1px solid ${p.dim};border-radius:3px;vertical-align:-2px}
.tick.on{background:${p.accent};border-color:${p.accent}}svg{vertical-align:-2px}.num{text-align:right;font-variant-numeric:tabular-nums}
#pages{margin:0 16px;display:flex;gap:4px}#pages span{border:1px solid ${p.line};border-radius:4px;padding:2px 8px}`,
    `<div id=box><table><tr><th></th>${list(5, i => `<th id=head${i}>${text(random, 1)} <svg width=9 height=9 viewBox="0 0 10 10"><path class=sort d="M2 4l3-3 3 3zM2 6l3 3 3-3z" fill="${p.dim}"/></svg></th>`)}</tr>
${list(16, i => `<tr id=row${i}><td><span class="tick ${i % 3 ? '' : 'on'}" id=tick${i}></span></td><td id=name${i}>${text(random, 2)}</td><td class=dim id=note${i}>${text(random, 3)}</td>
<td><span class=pill id=pill${i}>${text(random, 1)}</span></td><td class=num id=num${i}>${Math.floor(random() * 9000)}.${10 + Math.floor(random() * 89)}</td><td class="num dim">${Math.floor(random() * 90)} %</td></tr>`)}</table></div>
<div id=pages>${list(6, i => `<span id=page${i}>${i + 1}</span>`)}</div>`);
}

function settings(p, font, random) {
    return frame(p, font, 14, `#box{width:600px;margin:18px auto}.item{display:flex;justify-content:space-between;align-items:center;
padding:9px 4px;border-bottom:1px solid ${p.line}}.switch{width:34px;height:18px;border-radius:9px;background:${p.line};position:relative}
.switch:after{content:'';position:absolute;left:2px;top:2px;width:14px;height:14px;border-radius:7px;background:#fff;box-shadow:0 1px 2px rgba(0,0,0,.3)}
.switch.on{background:${p.accent}}.switch.on:after{left:18px}.range{width:140px;height:4px;border-radius:2px;background:${p.line};position:relative}
.range i{position:absolute;top:-5px;width:14px;height:14px;border-radius:7px;background:${p.bg};border:2px solid ${p.accent}}
#area{border:1px solid ${p.line};border-radius:6px;height:60px;padding:8px;margin:12px 0;background:${p.panel};box-shadow:0 0 0 3px color-mix(in srgb,${p.accent} 25%,transparent)}
.button{display:inline-block;padding:7px 16px;border-radius:6px;background:linear-gradient(${p.panel},${p.code});border:1px solid ${p.line};margin-right:8px}
#tip{position:absolute;right:24px;bottom:24px;background:${p.fg};color:${p.bg};padding:6px 10px;border-radius:4px;font-size:12px;box-shadow:0 6px 18px rgba(0,0,0,.25)}
.radio{display:inline-block;width:13px;height:13px;border-radius:50%;border:1.5px solid ${p.dim};margin-right:6px;vertical-align:-2px}`,
    `<div id=box><h2 id=title>${text(random, 2)}</h2>${list(6, i => `<div class=item id=item${i}><span>${text(random, 2)}<br><small class=dim id=hint${i}>${text(random, 5)}</small></span>
${i % 2 ? `<div class=range><i id=knob${i} style="left:${(10 + random() * 100).toFixed(2)}px"></i></div>` : `<div class="switch ${i % 4 ? '' : 'on'}" id=switch${i}></div>`}</div>`)}
<div id=area>${text(random, 9)}</div><p>${list(3, i => `<span class=radio id=radio${i}></span>${text(random, 1)} &nbsp; `)}</p>${list(3, i => `<span class=button id=button${i}>${text(random, 1)}</span>`)}</div>
<div id=tip>${text(random, 3)}</div>`);
}

function editor(p, font, random) {
    const colours = [p.accent, p.warn, p.dim, p.fg, p.fg];
    const line = i => `<div class=line id=line${i}><i>${i + 1}</i>${'&nbsp;'.repeat(Math.floor(random() * 4) * 2)}${list(2 + Math.floor(random() * 5),
        k => `<span id=w${i}_${k} style="color:${pick(random, colours)}">${text(random, 1).toLowerCase()}${pick(random, ['(', ')', ';', ' =', '.', ','])}</span> `)}</div>`;
    return frame(p, font, 12, `#tabs{height:30px;background:${p.panel};border-bottom:1px solid ${p.line};display:flex}#tabs div{padding:6px 14px;border-right:1px solid ${p.line}}
#tabs .on{background:${p.bg};box-shadow:inset 0 2px ${p.accent}}#code{font:12px/1.5 'DejaVu Sans Mono';padding:8px 0;white-space:nowrap}
.line i{display:inline-block;width:34px;text-align:right;margin-right:12px;color:${p.dim};font-style:normal}#line4{background:${p.row}}
#line7 span{text-decoration:underline wavy ${p.warn} 1px}#line9 span{text-decoration:underline dotted ${p.dim}}
#status{position:absolute;left:0;right:0;bottom:0;height:22px;background:${p.code};font-size:11px;padding:3px 10px}
#map{position:absolute;right:0;top:30px;width:70px;bottom:22px;border-left:1px solid ${p.line};font:3px/1.3 'DejaVu Sans Mono';padding:4px;overflow:hidden;white-space:pre;color:${p.dim}}`,
    `<div id=tabs>${list(4, i => `<div class="${i === 1 ? 'on' : ''}" id=tab${i}>${text(random, 1)}.c</div>`)}</div><div id=code>${list(28, line)}</div>
<div id=map>${list(60, () => text(random, 3).slice(0, 24) + '\n')}</div><div id=status>${text(random, 6)}</div>`);
}

// Photographs are drawn: soft blobs and grain, kept as JPEG.
const photograph = `async function photograph(canvas, seed, quality) {
const w = canvas.width, h = canvas.height, g = canvas.getContext('2d'); g.fillStyle = '#787468'; g.fillRect(0, 0, w, h);
let s = seed; const r = () => (s = (Math.imul(s, 1664525) + 1013904223) >>> 0, s / 4294967296);
for (let i = 0; i < 40; i++) { const x = r() * w, y = r() * h, q = 10 + r() * 70, f = g.createRadialGradient(x, y, 0, x, y, q);
f.addColorStop(0, 'hsl(' + r() * 360 + ' ' + r() * 60 + '% ' + (20 + r() * 60) + '%)'); f.addColorStop(1, 'transparent'); g.fillStyle = f; g.fillRect(0, 0, w, h) }
const d = g.getImageData(0, 0, w, h); for (let i = 0; i < d.data.length; i += 4) { const n = (r() - .5) * 14; for (let c = 0; c < 3; c++) d.data[i + c] += n; d.data[i + 3] = 255 }
g.putImageData(d, 0, 0); if (!quality) return; const image = new Image; image.src = canvas.toDataURL('image/jpeg', quality); await image.decode(); g.drawImage(image, 0, 0) }`;
const shoot = (quality, which = 'i') => `(async () => { for (let i = 0; i < 6; i++) await photograph(document.querySelector('#photo' + i), ${which} * 7919 + 11, ${quality}) })()`;

function gallery(p, font, random) {
    return frame(p, font, 13, `#grid{display:grid;grid-template-columns:repeat(3,1fr);gap:16px;padding:18px}.tile{background:${p.panel};border-radius:12px;overflow:hidden;position:relative;
box-shadow:0 2px 8px rgba(0,0,0,.16)}canvas{display:block;width:100%}.tile div{padding:8px 12px}.veil{position:absolute;left:0;right:0;top:70px;height:50px;padding:0!important;background:linear-gradient(transparent,rgba(0,0,0,.55))}
.price{position:absolute;right:10px;top:10px;background:${p.accent};color:#fff;border-radius:10px;padding:1px 8px!important;font-size:11px}.stars path{fill:${p.warn}}`,
    `<div id=grid>${list(6, i => `<div class=tile id=tile${i}><canvas id=photo${i} width=244 height=120></canvas><div class=veil id=veil${i}></div><div class=price id=price${i}>$${Math.floor(random() * 99)}</div>
<div><b id=name${i}>${text(random, 2)}</b><br><span class=dim id=more${i}>${text(random, 4)}</span><br><svg class=stars id=stars${i} width=80 height=16 viewBox="0 0 100 20">${list(5, k =>
        `<path d="M${k * 20 + 10} 1l2.8 5.7 6.2 0.9-4.5 4.4 1.1 6.2-5.6-2.9-5.6 2.9 1.1-6.2-4.5-4.4 6.2-0.9z"/>`)}</svg></div></div>`)}</div>
<script>${photograph}
${shoot(0)}</script>`);
}

function diagram(p, font, random) {
    const box = i => [60 + (i % 4) * 185 + random() * 30, 50 + Math.floor(i / 4) * 170 + random() * 40];
    const boxes = Array.from({ length: 12 }, (_, i) => box(i)), edges = [];
    for (let i = 0; i < 11; i++) {
        const [x0, y0] = boxes[i], [x1, y1] = boxes[i + 1 + (i % 3 === 0 && i < 8 ? 3 : 0)];
        edges.push(`<path class=edge id=edge${i} fill=none stroke="${[p.dim, p.accent, p.warn][i % 3]}" stroke-width=${[1, 1.5, 2, 3][i % 4]} ${i % 5 === 4 ? 'stroke-dasharray="5 4"' : ''}
marker-end="url(#arrow)" d="M${(x0 + 50).toFixed(3)} ${(y0 + 20).toFixed(3)} C ${(x0 + 120).toFixed(3)} ${y0.toFixed(3)} ${(x1 - 60).toFixed(3)} ${(y1 + 40).toFixed(3)} ${x1.toFixed(3)} ${(y1 + 20).toFixed(3)}"/>`);
    }
    return frame(p, font, 12, 'svg{position:absolute;left:0;top:0}', `<svg width=800 height=600><defs><marker id=arrow markerWidth=8 markerHeight=8 refX=7 refY=4 orient=auto><path d="M0 0L8 4L0 8z" fill="${p.dim}"/></marker></defs>
${edges.join('')}${boxes.map(([x, y], i) => `<rect class=node id=node${i} x=${x.toFixed(2)} y=${y.toFixed(2)} width=100 height=40 rx=${i % 3 * 6} fill="${[p.panel, p.code, p.row][i % 3]}" stroke="${p.fg}" stroke-width=${[1, 1.5, 2][i % 3]} />
<text id=text${i} x=${(x + 50).toFixed(2)} y=${(y + 25).toFixed(2)} text-anchor=middle font-size=12 fill="${p.fg}">${text(random, 1)}</text>`).join('')}
<polygon class=edge id=hill fill="${p.accent}" fill-opacity=.2 stroke="${p.accent}" stroke-width=1 points="${points(series(random, 30, 20, 780, 530, 585))} 780,599 20,599"/></svg>`);
}

// Everything is drawn by one function, so that it can be drawn again a little elsewhere.
function plot(p, font, random) {
    const data = JSON.stringify({ p, lines: [1, 1, 1.5, 2, 2.5].map(() => series(random, 40, 60, 560, 40, 300)),
        dots: Array.from({ length: 60 }, () => [60 + random() * 500, 340 + random() * 200, 2 + random() * 3]),
        bars: Array.from({ length: 9 }, () => 20 + random() * 150), font });
    return frame(p, font, 13, 'canvas{width:800px;height:600px}', `<canvas id=c></canvas><script>var data=${data};
function draw(o={}){const c=document.querySelector('#c'),k=devicePixelRatio;c.width=800*k;c.height=600*k;const g=c.getContext('2d'),p=data.p;g.scale(k,k);g.clearRect(0,0,800,600);
let s=o.seed||1;const r=()=>(s=(Math.imul(s,1664525)+1013904223)>>>0,(s/4294967296*2-1)*(o.by||0));g.translate(o.x||0,o.y||0);
g.strokeStyle=p.line;g.lineWidth=1;for(let i=0;i<6;i++){if(o.grid===i)continue;g.beginPath();g.moveTo(60,40.5+52*i);g.lineTo(560,40.5+52*i);g.stroke()}
data.lines.forEach((l,i)=>{if(o.without===i)return;g.strokeStyle=[p.accent,p.warn,p.dim,p.fg,p.accent][i];g.globalAlpha=o.pale===i?.88:1;g.lineWidth=[1,1.2,1.5,2,2.5][i]+(o.wider===i?.5:0);g.beginPath();
l.forEach(([x,y],k)=>g[k?'lineTo':'moveTo'](x+r(),y+r()+(o.point===i&&k===17?2:0)+(o.lower===i?1:0)));g.stroke();g.globalAlpha=1});
data.dots.forEach(([x,y,q],i)=>{if(o.dot===i)return;g.fillStyle=i%2?p.accent:p.warn;g.beginPath();g.arc(x+r(),y+r(),q,0,7);g.fill();g.strokeStyle=p.fg;g.lineWidth=1;g.beginPath();g.moveTo(x+r(),y-9);g.lineTo(x+r(),y+9);g.stroke()});
data.bars.forEach((h,i)=>{h+=o.bar===i?1:0;g.fillStyle=i%2?p.accent:p.warn;g.fillRect(590+i*22,300-h,16,h)});
g.fillStyle=p.dim;g.font='11px '+data.font;for(let i=0;i<6;i++)g.fillText(o.label===i?'4'+i+'1':'4'+i+'0',24,44+52*i);
g.save();g.translate(16,240);g.rotate(-Math.PI/2);g.fillText('requests per minute',0,0);g.restore();
g.lineWidth=2;for(let i=0;i<5;i++){g.strokeStyle=[p.accent,p.warn,p.fg,p.dim,p.line][i];g.beginPath();g.ellipse(680+r(),450+r(),90-i*17,70-i*13,.4,0,5+i*.3+(o.turn===i?.05:0));g.stroke()}}draw()</script>`);
}

function toolbar(p, font, random) {
    const shapes = ['M12 2a10 10 0 100 20 10 10 0 000-20zm1 15h-2v-6h2zm0-8h-2V7h2z', 'M19 13h-6v6h-2v-6H5v-2h6V5h2v6h6z',
        'M3 17.2V21h3.8L17.8 9.9l-3.7-3.7zM20.7 7a1 1 0 000-1.4l-2.3-2.3a1 1 0 00-1.4 0l-1.8 1.8 3.7 3.7z',
        'M12 21.3l-1.4-1.3C5.4 15.4 2 12.3 2 8.5 2 5.4 4.4 3 7.5 3c1.7 0 3.4.8 4.5 2.1C13.1 3.8 14.8 3 16.5 3 19.6 3 22 5.4 22 8.5c0 3.8-3.4 6.9-8.6 11.5z',
        'M6 19a2 2 0 002 2h8a2 2 0 002-2V7H6zM19 4h-3.5l-1-1h-5l-1 1H5v2h14z', 'M10 4H4a2 2 0 00-2 2v12c0 1.1.9 2 2 2h16a2 2 0 002-2V8a2 2 0 00-2-2h-8z',
        'M15.5 14h-.8l-.3-.3A6.5 6.5 0 1014 14.7l.3.3v.8l5 5 1.5-1.5zm-6 0a4.5 4.5 0 110-9 4.5 4.5 0 010 9z', 'M12 8a4 4 0 100 8 4 4 0 000-8zm9 5v-2l-2.6-.5-.8-2 1.5-2.2-1.4-1.4-2.2 1.5-2-.8L13 3h-2l-.5 2.6-2 .8-2.2-1.5-1.4 1.4 1.5 2.2-.8 2L3 11v2z'];
    const icon = (i, size) => `<svg class=icon id=icon${i} width=${size} height=${size} viewBox="0 0 24 24" fill="${pick(random, [p.fg, p.dim, p.accent, p.warn])}"><path d="${pick(random, shapes)}"/></svg>`;
    return frame(p, font, 12, `#bar{display:flex;gap:6px;padding:10px;background:${p.panel};border-bottom:1px solid ${p.line}}.key{padding:6px;border-radius:6px;border:1px solid ${p.line}}
#grid{display:grid;grid-template-columns:repeat(8,1fr);gap:14px;padding:18px}.chip{display:inline-flex;align-items:center;gap:4px;border-radius:14px;padding:3px 10px 3px 4px;background:${p.code};margin:4px}
.face{width:40px;height:40px;border-radius:50%;border:2px solid ${p.bg};margin-left:-10px;display:inline-flex;align-items:center;justify-content:center;color:#fff}.spin{width:30px;height:30px;border-radius:50%;border:3px solid ${p.line};border-top-color:${p.accent};display:inline-block}`,
    `<div id=bar>${list(12, i => `<span class=key id=key${i}>${icon(i, 16)}</span>`)}</div><div id=grid>${list(32, i => `<span>${icon(20 + i, [14, 18, 20, 24, 32, 40][i % 6])}</span>`)}</div>
<div>${list(9, i => `<span class=chip id=chip${i}>${icon(60 + i, 18)}<span id=word${i}>${text(random, 1)}</span></span>`)}</div><div style="padding:20px 30px">${list(6, i =>
        `<span class=face id=face${i} style="background:hsl(${Math.floor(random() * 360)} 55% 45%)">${text(random, 1).slice(0, 2)}</span>`)} &nbsp; <span class=spin id=spin></span></div>`);
}

export const scenes = { dashboard, ledger, settings, editor, gallery, diagram, plot, toolbar };

const retype = (selector, from, to) => run(`{const e=document.querySelector('${selector}');e.innerHTML=e.innerHTML.replace(${from},${to})}`, `${selector}: ${from} -> ${to}`);
const digit = selector => run(`{const w=document.createTreeWalker(document.querySelector('${selector}'),4);let n;while(n=w.nextNode())if(/\\d/.test(n.data)){n.data=n.data.replace(/\\d(?=\\D*$)/,d=>(+d+3)%10);break}}`, `${selector}: another digit`);
const again = options => run(`draw(${JSON.stringify(options)})`, JSON.stringify(options));
const geometry = (selector, x, y) => style(selector, `transform:translate(${x}px,${y}px)`, `${selector} by ${x},${y}`);
const turned = same('turn', style('svg', 'transform:rotate(.006deg)'));
const both = (selector, by) => [by, by * 1.5].map(b => same('jitter', jitter(selector, b)));

export const edits = {
    dashboard: [
        ...both('.line', .02), ...both('.dot', .02), same('jitter', jitter('.spark .line', .02)), turned,
        same('nudge', geometry('.dot', .02, .02)), same('radius', style('.card', 'border-radius:10.05px')),
        different('moved', nudge('#line1', 0, 1)), different('moved', nudge('#trend', 0, 1)), different('width', style('#trend', 'stroke-width:3')), different('width', style('#line3', 'stroke-width:1.25')),
        different('opacity', style('#trend', 'opacity:.88')), different('opacity', style('#arc1', 'opacity:.9')), different('removed', style('#dot4', 'display:none')), different('removed', style('#goal', 'display:none')),
        different('digit', digit('#value1')), { kind: 'text-color', change: lighter('#label2', .09) }, { kind: 'tint', change: tint('#card3', 'panel') },
        different('width', style('#bar2', 'width:55%')), different('data', run(`{const e=document.querySelector('#trend');e.setAttribute('points',e.getAttribute('points').split(' ').map((q,i)=>i==9?q.split(',')[0]+','+(+q.split(',')[1]-2):q).join(' '))}`, 'a point two pixels higher')),
        different('dash', style('#goal', 'stroke-dasharray:6px 5px')), different('line-missing', run(`document.querySelector('.grid').remove()`, 'a dashed grid line gone')), different('radius', style('#chart', 'border-radius:5px')),
    ],
    ledger: [
        same('jitter', jitter('.sort', .03)), same('radius', style('.pill', 'border-radius:8.05px')),
        different('digit', digit('#num3')), different('digit', digit('#num9')), different('line-missing', style('#name4', 'border-right-color:transparent')), different('line-missing', style('#row7 td', 'border-bottom:0')),
        different('removed', run(`document.querySelector('.sort').remove()`, 'a sort arrow gone')), different('state', run(`document.querySelector('#tick4').classList.add('on')`, 'ticked')), { kind: 'text-color', change: lighter('#note5', .09) }, { kind: 'text-color', change: lighter('#name8', .08) },
        { kind: 'tint', change: tint('#row5', 'bg') }, different('moved', nudge('#pill6', 1, 0)), different('moved', nudge('#name11', 0, 1)), different('letter-spacing', style('#note10', 'letter-spacing:.1px')),
        different('border', style('#pill2', 'border-color:transparent')), different('weight', style('#name2', 'font-weight:600')), different('full-stop', run(`document.querySelector('#note12').append('.')`, 'a full stop')), different('radius', style('#tick5', 'border-radius:0')),
    ],
    settings: [
        same('nudge', geometry('.range i', .03, 0)), same('radius', style('.button,#area', 'border-radius:6.05px')), same('nudge', geometry('.radio', .02, .02)),
        different('state', run(`document.querySelector('#switch2').classList.toggle('on')`, 'switched')), different('moved', nudge('#knob1', 1, 0)), different('shadow', style('#tip', 'box-shadow:0 6px 18px rgba(0,0,0,.18)')), different('line-missing', style('#item3', 'border-bottom-color:transparent')),
        { kind: 'text-color', change: lighter('#hint2', .09) }, { kind: 'text-color', change: lighter('#tip', .1) }, different('border', style('#knob3', 'border-width:1.5px')), different('border', style('#radio1', 'border-width:2px')), different('radius', style('#button1', 'border-radius:2px')),
        different('ring', style('#area', 'box-shadow:none')), different('weight', style('#title', 'font-weight:600')), { kind: 'tint', change: tint('#area', 'panel') }, different('moved', nudge('#button2', 0, 1)), different('letter-spacing', style('#hint4', 'letter-spacing:.08px')), different('gradient', style('#button0', 'filter:brightness(.97)')),
    ],
    editor: [
        different('text-char', retype('#w3_0', '/[aeu]/', '"o"')), different('text-char', retype('#line8 span', '/[;.,(]/', '""')), different('underline', style('#line7 span', 'text-decoration:none')), different('underline', style('#line9 span', 'text-decoration-style:solid')),
        { kind: 'tint', change: tint('#line4', 'row') }, { kind: 'text-color', change: lighter('#line11 span', .09) }, { kind: 'text-color', change: lighter('#status', .09) }, { kind: 'text-color', change: lighter('.line i', .1) }, different('moved', nudge('#line13', 1, 0)), different('moved', nudge('#line14', 0, 1)),
        different('line-missing', style('#tabs', 'border-bottom-color:transparent')), different('line-missing', style('#tab2', 'border-right-color:transparent')), different('weight', style('#w5_0', 'font-weight:700')), different('italic', style('#w6_1', 'font-style:italic')), different('minimap', run(`document.querySelector('#map').firstChild.data=document.querySelector('#map').firstChild.data.slice(60)`, 'other minimap')),
        { kind: 'tint', change: tint('#status', 'code') }, different('border', style('.on', 'box-shadow:inset 0 1px currentcolor')),
    ],
    gallery: [
        ...[.95, .92, .9].map(q => same('jpeg', run(shoot(q), `photographs as JPEG ${q}`))), same('radius', style('.tile', 'border-radius:12.05px')), same('jitter', jitter('.stars path', .01)),
        different('image', run(shoot(0, '(i === 3 ? 9 : i)'), 'another photograph')), different('image', run(`photograph(document.querySelector('#photo2'), 2 * 7919 + 11, 0).then(() => { const g = document.querySelector('#photo2').getContext('2d'); g.fillStyle = '#fff'; g.fillRect(100, 60, 30, 2) })`, 'a stroke on a photograph')),
        different('veil', style('#veil1', 'opacity:.9')), different('digit', digit('#price4')), different('shadow', style('#tile0', 'box-shadow:0 2px 8px rgba(0,0,0,.1)')), { kind: 'text-color', change: lighter('#more3', .09) }, { kind: 'tint', change: tint('#tile5', 'panel') }, different('removed', run(`document.querySelector('#stars2 path:last-child').remove()`, 'a star gone')),
        different('opacity', style('#stars3', 'opacity:.88')), different('moved', nudge('#price5', 1, 0)), different('radius', style('#tile1', 'border-radius:8px')), different('color', style('#photo4', 'filter:saturate(.85)')), different('color', style('#photo0', 'filter:brightness(.96)')), different('moved', nudge('#name3', 0, 1)),
    ],
    diagram: [
        ...both('.edge', .02), same('jitter', jitter('.edge', .02)), same('jitter', jitter('.edge', .025)), same('nudge', geometry('.node', .02, .02)),
        ...[0, 2, 3, 5].map(i => different('moved', nudge('#edge' + i, 0, 1))), different('opacity', style('#edge2', 'opacity:.88')), different('opacity', style('#edge7', 'opacity:.88')), different('width', style('#edge1', 'stroke-width:2.2')), different('width', style('#edge8', 'stroke-width:1.6')), different('width', style('#edge3', 'stroke-width:2')),
        different('removed', style('#edge9', 'display:none')), different('marker', run(`document.querySelector('#edge6').removeAttribute('marker-end')`, 'an arrow head gone')), different('radius', style('#node4', 'rx:0')), different('border', style('#node5', 'stroke-width:1')), different('moved', nudge('#node8', 1, 0)), different('text-char', retype('#text3', '/[aeou]/', '"i"')),
        different('width', style('#hill', 'stroke-width:1.7')), different('opacity', style('#hill', 'fill-opacity:.17')), different('dash', style('#edge4', 'stroke-dasharray:none')), { kind: 'text-color', change: lighter('#text6', .1) },
    ],
    plot: [
        ...[.01, .02, .03].flatMap(by => [1, 2].map(seed => same('jitter', again({ by, seed })))), same('nudge', again({ x: .02, y: .02 })), same('nudge', again({ x: .03, y: 0 })), same('nudge', again({ x: 0, y: .02 })),
        ...[0, 1, 2, 3, 4].map(without => different('removed', again({ without }))), ...[0, 1, 2, 3, 4].map(wider => different('width', again({ wider }))), ...[0, 1, 2, 3].map(lower => different('moved', again({ lower }))), ...[0, 2, 3].map(pale => different('opacity', again({ pale }))), ...[1, 3].map(point => different('data', again({ point }))),
        different('removed', again({ dot: 7 })), different('removed', again({ dot: 20 })), different('bar', again({ bar: 3 })), different('bar', again({ bar: 6 })), different('digit', again({ label: 3 })), different('arc', again({ turn: 1 })), different('arc', again({ turn: 3 })), different('line-missing', again({ grid: 2 })),
    ],
    toolbar: [
        ...[.02, .04].map(by => same('nudge', geometry('.icon path', by, by / 2))), same('nudge', geometry('.icon path', 0, .03)), same('turn', style('.icon', 'transform:rotate(.08deg)')), same('radius', style('.chip', 'border-radius:14.05px')),
        ...[1, 23, 31, 44].map((i, k) => different('moved', nudge('#icon' + i, k % 2, 1 - k % 2))), ...[2, 26, 37].map(i => different('opacity', style('#icon' + i, 'opacity:.88'))), ...[5, 29, 63].map(i => different('removed', style('#icon' + i, 'visibility:hidden'))),
        different('size', style('#icon33', 'transform:scale(1.06)')), different('border', style('#key4', 'border-color:transparent')), different('radius', style('#key6', 'border-radius:1px')), { kind: 'text-color', change: lighter('#word2', .1) }, { kind: 'tint', change: tint('#chip5', 'code') }, different('border', style('#spin', 'border-width:2px;width:32px;height:32px')), different('color', style('#face2', 'filter:hue-rotate(8deg)')), different('moved', nudge('#face4', 1, 0)),
        different('icon', run(`document.querySelector('#icon8 path').setAttribute('d',document.querySelector('#icon9 path').getAttribute('d')+'M3 3h2v2h-2z')`, 'another icon')),
    ],
};

export const variants = [['sky', 'DejaVu Serif'], ['coal', 'Noto Sans'], ['paper', 'Lato'], ['night', 'Liberation Sans Narrow'], ['moss', 'Roboto']];
