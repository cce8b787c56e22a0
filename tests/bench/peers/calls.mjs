/* calls.mjs - times Playwright's ssim-cie94 on two decoded PNG files
 *
 *     node calls.mjs EXPECTED ACTUAL
 *
 * Prints {"ms": ..., "cpu_ms": ..., "value": ...} as calls.c does; the value is the number of differing
 * pixels. No picture of the difference is drawn.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { PNG } = require('pngjs');
const { utils } = require('playwright-core/lib/coreBundle');

const LONGEST_MS = 500;
/* Its own comparator says 1 when asked for ssim-cie94. */
const OPTIONS = { maxColorDeltaE94: 1 };

const [expected, actual] = process.argv.slice(2).map((file) => PNG.sync.read(fs.readFileSync(file)));

function call() {
    return utils.compare(expected.data, actual.data, null, expected.width, expected.height,
        OPTIONS);
}

/* Of this thread alone: what node's other threads do beside it is not held against it. */
function threadMs() {
    return Number(fs.readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}

function median(times) {
    return times.sort((a, b) => a - b)[times.length >> 1];
}

let value = call();
const wall = [];
const cpu = [];
for (const end = performance.now() + LONGEST_MS; wall.length === 0 || performance.now() < end;) {
    const began = performance.now();
    const spent = threadMs();
    value = call();
    cpu.push(threadMs() - spent);
    wall.push(performance.now() - began);
}
console.log(JSON.stringify({ ms: median(wall), cpu_ms: median(cpu), value }));
