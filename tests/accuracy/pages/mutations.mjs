// mutations.mjs - what is changed on a page, and whether a person would call it the same
//
// A mutation is { kind, verdict, change } where change(p, random) returns JavaScript to run in
// the page, or { launch } or { pixels } naming another way to render or to treat the
// picture. `edge` marks what is too faint or too close to call: reported, never counted.
//
// SPDX-License-Identifier: MIT OR Apache-2.0

const clip = v => Math.max(0, Math.min(255, Math.round(v)));
const parse = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
const format = rgb => '#' + rgb.map(v => clip(v).toString(16).padStart(2, '0')).join('');

function lab(rgb) {
    const [r, g, b] = rgb.map(v => (v /= 255, v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4));
    const f = t => t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116;
    const x = f((.4124564 * r + .3575761 * g + .1804375 * b) / .95047);
    const y = f(.2126729 * r + .7151522 * g + .072175 * b);
    const z = f((.0193339 * r + .119192 * g + .9503041 * b) / 1.08883);
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const distance = (a, b) => Math.hypot(...lab(a).map((v, i) => v - lab(b)[i]));

// A tint: the areas named get a colour a few levels away.
const directions = [[1, 1, 1], [1, 1, .5], [.5, 1, 1], [1, 0, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1], [1, .5, 0]];
export function tint(selector, key) {
    return (p, random) => {
        const from = parse(p[key]), way = directions[Math.floor(random() * directions.length)];
        const levels = 2 + Math.floor(random() * 4), bright = from[1] > 127;
        let sign = bright ? -1 : 1;
        if (from.every(v => v < 251 && v > 4) && random() < .4) sign = -sign;
        const to = from.map((v, i) => clip(v + sign * levels * way[i])), delta = distance(from, to);
        return { script: `document.querySelectorAll('${selector}').forEach(e=>e.style.background='${format(to)}')`,
                 why: `${selector} ${p[key]} -> ${format(to)}, dE ${delta.toFixed(2)}`,
                 verdict: delta < .45 ? 'skip' : delta < .8 ? 'edge' : 'different' };
    };
}

export function lighter(selector, share) {
    return () => ({ script: `document.querySelectorAll('${selector}').forEach(e=>{const c=getComputedStyle(e).color
.match(/[\\d.]+/g).slice(0,3).map(Number);let b=e,bg;do{bg=getComputedStyle(b).backgroundColor;b=b.parentElement}
while(b&&/, 0\\)/.test(bg));bg=bg.match(/[\\d.]+/g).slice(0,3).map(Number);
e.style.color='rgb('+c.map((v,i)=>Math.round(v+(bg[i]-v)*${share})).join()+')'})`,
    why: `${selector} ${share * 100} % nearer its background`, verdict: share >= .08 ? 'different' : 'edge' });
}

export const style = (selector, css, why) => () => ({ why: why ?? `${selector} {${css}}`,
    script: `document.querySelectorAll('${selector}').forEach(e=>e.style.cssText+=';${css}')` });

// Every point moves by up to `by` px, or all by the same.
export const jitter = (selector, by) => (p, random) => ({ why: `${selector} jittered by up to ${by} px`,
    script: `{let s=${Math.floor(random() * 1e9)};const r=()=>(s=(Math.imul(s,1664525)+1013904223)>>>0,s/4294967296*2-1);
document.querySelectorAll('${selector}').forEach(e=>{for(const a of ['points','d'])if(e.hasAttribute(a))
e.setAttribute(a,e.getAttribute(a).replace(/-?\\d+(\\.\\d+)?/g,n=>(+n+r()*${by}).toFixed(3)));
for(const a of ['cx','cy'])if(e.hasAttribute(a))e.setAttribute(a,+e.getAttribute(a)+r()*${by})})}` });
export const nudge = (selector, x, y) => style(selector, `transform:translate(${x}px,${y}px)`);

export const same = (kind, change) => ({ kind, verdict: 'same', change });
export const different = (kind, change) => ({ kind, verdict: 'different', change });

export const everywhere = [
    { kind: 'rerender', verdict: 'same' },
    { kind: 'gpu', verdict: 'same', launch: 'gpu' },
    { kind: 'tiles', verdict: 'same', launch: 'tiles' },
    { kind: 'layer', verdict: 'same', change: style('body > *', 'will-change:transform') },
    { kind: 'noise', verdict: 'same', pixels: 'noise' },
    { kind: 'dither', verdict: 'same', pixels: 'dither' },
    { kind: 'profile-p3', verdict: 'same', pixels: 'p3' },
    { kind: 'profile-adobe', verdict: 'same', tier: 'hard', pixels: 'adobe' },
];

// Further ways to render the same, for the half `check`.
export const further = [
    { kind: 'tiles', verdict: 'same', launch: 'strips' },
    { kind: 'subpixel', verdict: 'same', tier: 'hard', launch: 'subpixel' },
    { kind: 'layer', verdict: 'same', change: style('svg, canvas', 'will-change:transform') },
    { kind: 'group', verdict: 'same', change: style('body > *', 'isolation:isolate;backface-visibility:hidden') },
];

export const mutations = {
    panels: [
        ...['#side:panel', '#head:panel', '.odd:row', '#pre:code', '#note:panel', 'body:bg'].flatMap(s => {
            const [selector, key] = s.split(':');
            return [1, 2].map(() => ({ kind: 'tint', change: tint(selector, key) }));
        }),
        ...[.05, .08, .1].map(s => ({ kind: 'text-color', change: lighter('#nav1', s) })),
        { kind: 'text-color', change: lighter('#note', .09) },
        { kind: 'text-color', change: lighter('td.dim', .1) },
        different('line-missing', style('#side', 'border-right-color:transparent;background-clip:border-box')),
        different('line-missing', style('#head', 'border-bottom:0')),
        different('radius', style('#pre', 'border-radius:0')),
        different('digit', () => ({ script: `{const c=document.querySelector('td:last-child');c.textContent=c.textContent.replace(/.$/,d=>(+d+3)%10)}` })),
        different('moved', nudge('#tag', 1, 0)), different('moved', nudge('#nav3', 0, 1)),
        different('letter-spacing', style('#note', 'letter-spacing:.05px')),
        different('weight', style('#nav4', 'font-weight:700')),
    ],
    article: [
        ...['#pre:code', '#card:panel', 'body:bg', '#code:code'].flatMap(s => {
            const [selector, key] = s.split(':');
            return [1, 2].map(() => ({ kind: 'tint', change: tint(selector, key) }));
        }),
        ...['#thin', '#small', '#quote', '#carddim', '#p2', '#link'].flatMap(s => [.06, .08, .12].map(
            share => ({ kind: 'text-color', change: lighter(s, share) }))),
        different('letter-spacing', style('#p2', 'letter-spacing:.04px')),
        different('font-size', style('#small', 'font-size:11.3px')),
        different('underline', style('#link', 'text-decoration:none')),
        different('moved', nudge('#quote', 0, 1)), different('moved', nudge('#p1', 1, 0)),
        different('border', style('#quote', 'border-left-width:2px')),
        different('full-stop', () => ({ script: `document.querySelector('#p1').append('.')` })),
    ],
    chart: [
        ...[.02, .03, .04, .05].map(by => same('jitter', jitter('.curve,#smooth,#thick,#wide,#area', by))),
        ...[.02, .03, .04].map(by => same('jitter', jitter('.dot', by))),
        ...[.02, .03, .05].map(by => same('nudge', jitter('.curve', by))),
        same('nudge', style('#curve1', 'transform:translate(.02px,.02px)')),
        same('nudge', style('#curve0', 'transform:translate(.03px,.01px)')),
        ...[.5, .75, 1].flatMap(by => [0, 1, 2, 3].map(i => different('moved', nudge('#curve' + i, 0, by)))),
        different('moved', nudge('#smooth', 0, .7)), different('moved', nudge('#thick', 0, 1)),
        different('moved', nudge('#dot4', 1, 0)), different('moved', nudge('#dot7', .6, .6)),
        different('width', style('#curve1', 'stroke-width:2')), different('width', style('#curve0', 'stroke-width:1.3')),
        different('width', style('#curve2', 'stroke-width:1.6')), different('width', style('#thick', 'stroke-width:5.3')),
        ...[0, 1, 2, 3].map(i => different('opacity', style('#curve' + i, 'opacity:.88'))),
        different('opacity', style('line', 'opacity:.7')), different('removed', style('#dot2', 'display:none')),
        different('data', () => ({ script: `{const e=document.querySelector('#curve2');e.setAttribute('points',e.getAttribute('points').split(' ').map((q,i)=>i==5?q.split(',')[0]+','+(+q.split(',')[1]+2):q).join(' '))}` })),
        different('join', style('#curve3', 'stroke-linejoin:round')),
        { kind: 'tint', change: tint('body', 'bg') }, { kind: 'text-color', change: lighter('#legend', .08) },
    ],
    icons: [
        ...['.cell:nth-child(5n):panel', '#shade:panel', 'body:bg'].flatMap(s => {
            const at = s.lastIndexOf(':');
            return [1, 2].map(() => ({ kind: 'tint', change: tint(s.slice(0, at), s.slice(at + 1)) }));
        }),
        ...[1, 6, 9, 15].map(i => same('nudge', style('#icon' + i, 'transform:translate(.03px,.02px)'))),
        same('nudge', style('#icon2 *, #icon7 *, #icon11 *', 'transform:translate(.05px,0)')),
        ...[1, 4, 10, 14].map(i => different('moved', nudge('#icon' + i, i % 2 ? 1 : 0, i % 2 ? 0 : 1))),
        ...[3, 8, 12].map(i => different('opacity', style('#icon' + i, 'opacity:.88'))),
        different('radius', style('#cell8', 'border-radius:1px')), different('border', style('#cell3', 'border-color:transparent')),
        different('width', style('#fill', 'width:43.3%')), different('shadow', style('#shade', 'box-shadow:0 4px 14px rgba(0,0,0,.14)')),
        ...[0, 5].map(i => different('stroke', style('#icon' + i, 'stroke-width:2.4'))),
        { kind: 'text-color', change: lighter('.cell span', .09) },
    ],
    form: [
        ...['#box:panel', '.input:bg', 'body:bg', '#input2:bg'].flatMap(s => {
            const [selector, key] = s.split(':');
            return [1, 2].map(() => ({ kind: 'tint', change: tint(selector, key) }));
        }),
        { kind: 'text-color', change: lighter('#input1', .08) }, { kind: 'text-color', change: lighter('.dim', .08) },
        { kind: 'text-color', change: lighter('#cancel', .1) },
        different('border', style('#input3', 'border-color:transparent')),
        different('border', style('#cancel', 'border-width:2px;padding:6px 17px')),
        different('radius', style('#input0', 'border-radius:3px')), different('radius', style('#box', 'border-radius:8px')),
        different('moved', nudge('#send', 1, 0)), different('gradient', style('#hero', 'opacity:.94')),
        same('nudge', style('#box', 'transform:translate(0,.02px)')),
        different('shift', nudge('#box', 0, 1)),
    ],
};
