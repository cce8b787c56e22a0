/* batch.mjs - drives a peer that is a library or a server over many pairs
 *
 *     node batch.mjs ENGINE LIST JOBS [--skip-equal]
 *
 * LIST holds three lines per pair: expected, actual, picture to write. Prints how
 * many pairs differ and by how many pixels, as JSON. The peers come without such a
 * loop, so this one is written to let each of them be as fast as it can: engines
 * that compute in this process run in JOBS processes, the server engine keeps JOBS
 * servers busy from one.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
import { fork } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/* An engine's open() gives compare(expected, actual, picture), which resolves to the
 * number of differing pixels, and close(). */
const engines = {
    async pixelmatch() {
        const { PNG } = await import('pngjs');
        const { default: pixelmatch } = await import('pixelmatch');

        function compare(expected, actual, picture) {
            const a = PNG.sync.read(fs.readFileSync(expected));
            const b = PNG.sync.read(fs.readFileSync(actual));
            const diff = new PNG({ width: a.width, height: a.height });
            const count = pixelmatch(a.data, b.data, diff.data, a.width, a.height, {
                threshold: 0.1,
                includeAA: true,
            });
            if (count > 0)
                fs.writeFileSync(picture, PNG.sync.write(diff));
            return count;
        }
        return { compare, close() {} };
    },

    async blazediff() {
        const blazediff = require('@blazediff/core-native-linux-x64');

        function compare(expected, actual, picture) {
            const result = blazediff.compare(expected, actual, picture, { threshold: 0.1 });
            return result.matchResult ? 0 : result.diffCount;
        }
        return { compare, close() {} };
    },

    async 'odiff-server'() {
        const { ODiffServer } = require('odiff-bin');
        const server = new ODiffServer();

        async function compare(expected, actual, picture) {
            const result = await server.compare(expected, actual, picture, { threshold: 0.1 });
            return result.match ? 0 : result.diffCount;
        }
        return { compare, close: () => server.stop() };
    },
};

function readPairs(list) {
    const lines = fs.readFileSync(list, 'utf8').split('\n').filter((line) => line !== '');
    const pairs = [];
    for (let i = 0; i < lines.length; i += 3)
        pairs.push(lines.slice(i, i + 3));
    return pairs;
}

function sameBytes(expected, actual) {
    return fs.readFileSync(expected).equals(fs.readFileSync(actual));
}

/* Takes pairs from the shared queue until it is empty. */
async function work(open, queue, skipEqual) {
    const engine = await open();
    const total = { different: 0, pixels: 0 };

    for (let pair; (pair = queue.shift()) !== undefined;) {
        if (skipEqual && sameBytes(pair[0], pair[1]))
            continue;
        const count = await engine.compare(...pair);
        total.pixels += count;
        total.different += count > 0 ? 1 : 0;
    }
    engine.close();
    return total;
}

function add(totals) {
    return totals.reduce((sum, one) => ({
        different: sum.different + one.different,
        pixels: sum.pixels + one.pixels,
    }));
}

/* One process per job; each takes every jobs-th pair. */
function workInProcesses(jobs) {
    return Promise.all(Array.from({ length: jobs }, (_, index) => new Promise((done, failed) => {
        const child = fork(process.argv[1], process.argv.slice(2),
            { env: { ...process.env, BATCH_SHARE: String(index) } });
        let total = null;
        child.on('message', (message) => { total = message; });
        child.on('exit', () => (total ? done(total) : failed(new Error('a worker died'))));
    })));
}

const [name, list, jobsText, option] = process.argv.slice(2);
const jobs = Number(jobsText);
const open = engines[name];
const skipEqual = option === '--skip-equal';
const share = process.env.BATCH_SHARE;

if (share !== undefined) {
    const mine = readPairs(list).filter((_, index) => index % jobs === Number(share));
    const total = await work(open, mine, skipEqual);
    process.send(total, () => process.disconnect());
} else if (name !== 'odiff-server' && jobs > 1) {
    console.log(JSON.stringify(add(await workInProcesses(jobs))));
} else {
    const queue = readPairs(list);
    const lanes = Array.from({ length: jobs }, () => work(open, queue, skipEqual));
    console.log(JSON.stringify(add(await Promise.all(lanes))));
}
