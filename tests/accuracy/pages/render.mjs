// render.mjs - renders the pairs: node render.mjs <folder> [dev|test|check]
//
// Needs playwright-core (npm) and a Chromium at /usr/bin/chromium or $CHROMIUM. Writes the
// pictures and a manifest.json like those of the other sets; what has no difference at
// all is left out, except re-renderings.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
import { createRequire } from 'node:module';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { chance, halves, pages, palettes } from './pages.mjs';
import { everywhere, further, mutations } from './mutations.mjs';
import { edits, scenes, variants } from './scenes.mjs';

const require = createRequire(process.cwd() + '/');
const { chromium } = require('playwright-core');
const folder = process.argv[2], only = process.argv[3];
const quiet = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--force-color-profile=srgb',
    '--disable-lcd-text'];
const launches = {
    plain: ['--disable-gpu'],
    tiles: ['--disable-gpu', '--default-tile-width=152', '--default-tile-height=136'],
    gpu: ['--enable-gpu-rasterization', '--ignore-gpu-blocklist', '--use-gl=angle', '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader'],
    strips: ['--disable-gpu', '--default-tile-width=800', '--default-tile-height=72'],
    subpixel: ['--disable-gpu', '--disable-font-subpixel-positioning'],
};
const browsers = {};
for (const [name, args] of Object.entries(launches))
    browsers[name] = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: [...quiet, ...args] });
const sheets = {};
async function sheet(name, scale) {
    return sheets[name + scale] ??= await (await browsers[name].newContext({ deviceScaleFactor: scale,
        viewport: { width: 800, height: 600 } })).newPage();
}
async function shoot(name, scale, html, script) {
    const page = await sheet(name, scale);
    await page.setContent(html);
    if (script) await page.evaluate(script);
    return page.screenshot();
}

// Pixels are treated in the browser: a canvas of an opaque picture gives back what it was given.
const treat = async (png, how, seed) => Buffer.from((await (await sheet('plain', 1)).evaluate(
    async ([data, how, seed]) => {
        const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), g = canvas.getContext('2d');
        g.drawImage(bitmap, 0, 0);
        const image = g.getImageData(0, 0, bitmap.width, bitmap.height), d = image.data;
        let s = seed;
        const r = () => (s = (Math.imul(s, 1664525) + 1013904223) >>> 0, s / 4294967296);
        const lin = v => (v /= 255, v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        const gam = v => Math.round(255 * (v <= .0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - .055));
        const there = { p3: [[.8224620, .1775380, 0], [.0331942, .9668058, 0], [.0170826, .0723974, .9105200]],
            adobe: [[.7151256, .2848744, 0], [0, 1, 0], [0, .0411619, .9588381]] }[how];
        const out = { p3: v => gam(v), adobe: v => Math.round(255 * v ** (1 / 2.19921875)) }[how];
        const back = { p3: lin, adobe: v => (v / 255) ** 2.19921875 }[how];
        const invert = m => {
            const [[a, b, c], [d2, e, f], [g2, h, i]] = m, t = a * (e * i - f * h) - b * (d2 * i - f * g2) + c * (d2 * h - e * g2);
            return [[e * i - f * h, c * h - b * i, b * f - c * e], [f * g2 - d2 * i, a * i - c * g2, c * d2 - a * f],
                [d2 * h - e * g2, b * g2 - a * h, a * e - b * d2]].map(q => q.map(v => v / t));
        };
        const mul = (m, v) => m.map(q => q[0] * v[0] + q[1] * v[1] + q[2] * v[2]);
        const known = new Map(), home = there && invert(there);
        for (let i = 0; i < d.length; i += 4) {
            const x = i / 4 % bitmap.width, y = Math.floor(i / 4 / bitmap.width);
            if (how === 'noise') {
                for (let c = 0; c < 3; c++) d[i + c] += Math.floor(r() * 3) - 1;
            } else if (how === 'dither') {
                // zero in the mean, as a dithered plane is
                if ((x + y) % 2) for (let c = 0; c < 3; c++) d[i + c] += (x + (seed >> c)) & 1 ? 1 : -1;
            } else {
                const key = d[i] << 16 | d[i + 1] << 8 | d[i + 2];
                let v = known.get(key);
                if (!v) {
                    v = mul(there, [lin(d[i]), lin(d[i + 1]), lin(d[i + 2])]).map(q => out(Math.max(0, Math.min(1, q))));
                    v = mul(home, v.map(back)).map(q => gam(Math.max(0, Math.min(1, q))));
                    known.set(key, v);
                }
                for (let c = 0; c < 3; c++) d[i + c] = v[c];
            }
        }
        g.putImageData(image, 0, 0);
        const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
        let text = '';
        for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
        return btoa(text);
    }, [png.toString('base64'), how, seed])), 'base64');

mkdirSync(folder, { recursive: true });
const manifest = [];
const parts = {
    dev: { looks: halves.dev, pages, changes: name => [...everywhere, ...mutations[name]], number: 0 },
    test: { looks: halves.test, pages, changes: name => [...everywhere, ...mutations[name]], number: 1000 },
    check: { looks: variants, pages: scenes, changes: name => [...everywhere, ...further, ...edits[name]], number: 2000 },
};
for (const [split, part] of Object.entries(parts)) {
    if (only && only !== split) continue;
    let number = part.number;
    for (const [palette, font] of part.looks)
        for (const [name, draw] of Object.entries(part.pages)) {
            const p = palettes[palette], scale = ++number % 5 === 0 ? 2 : 1;
            const html = draw(p, font, chance(number * 7919)), random = chance(number * 104729);
            const base = await shoot('plain', scale, html), id = `${palette}-${name}`;
            const digest = createHash('sha1').update(base).digest('hex');
            writeFileSync(`${folder}/${id}.png`, base);
            const counts = {};
            for (const m of part.changes(name)) {
                const change = m.change?.(p, random);
                const verdict = change?.verdict ?? m.verdict;
                const count = counts[m.kind] = (counts[m.kind] ?? 0) + 1;
                if (verdict === 'skip') continue;
                const picture = m.pixels ? await treat(base, m.pixels, number * 31 + 5)
                    : await shoot(m.launch ?? 'plain', scale, html, change?.script);
                if (m.kind !== 'rerender' && createHash('sha1').update(picture).digest('hex') === digest) continue;
                const file = `${id}-${m.kind}-${count}.png`;
                writeFileSync(`${folder}/${file}`, picture);
                manifest.push({ id: file.slice(0, -4), a: `${id}.png`, b: file, kind: m.kind, page: name, split,
                    verdict: verdict === 'edge' ? 'different' : verdict, tier: verdict === 'edge' ? 'edge' : m.tier ?? 'core',
                    why: change?.why ?? m.kind });
            }
            console.error(`${split} ${id}: ${manifest.length} pairs`);
        }
}
writeFileSync(`${folder}/manifest.json`, JSON.stringify(manifest, null, 1));
for (const browser of Object.values(browsers)) await browser.close();
