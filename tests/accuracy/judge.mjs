/* judge.mjs - asks one comparer about many pairs of PNG files
 *
 *     node judge.mjs PEERS ENGINE OPTIONS < PAIRS
 *
 * PEERS is the folder of the installed comparers, OPTIONS their options as JSON; {} leaves
 * every comparer at its defaults. PAIRS holds a line "expected<TAB>actual" for each pair;
 * its answer is a line {"different": ..., "pixels": ...} or {"error": ...}, in the same
 * order. Different is what the comparer itself calls so, not what we make of its numbers.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [peers, engineName, optionsText] = process.argv.slice(2);
const options = JSON.parse(optionsText);
const require = createRequire(path.join(peers, 'here.js'));

/* An engine gives compare(expected, actual), which resolves to the answer. */
const engines = {
    async pixelmatch() {
        const { PNG } = require('pngjs');
        const { default: pixelmatch } = await import(pathToFileURL(require.resolve('pixelmatch')));

        return (expected, actual) => {
            const a = PNG.sync.read(fs.readFileSync(expected));
            const b = PNG.sync.read(fs.readFileSync(actual));
            const pixels = pixelmatch(a.data, b.data, null, a.width, a.height, options);
            return { different: pixels > 0, pixels };
        };
    },

    async 'looks-same'() {
        const looksSame = require('looks-same');

        return async (expected, actual) => {
            const { equal } = await looksSame(expected, actual, options);
            return { different: !equal, pixels: null };
        };
    },

    /* Its program: 0 is same, 22 different pixels, 21 another layout. */
    async odiff() {
        const program = path.join(peers, 'node_modules/@odiff', `linux-${process.arch}`, 'odiff');

        return (expected, actual) => new Promise((done, failed) => {
            execFile(program, [expected, actual, '--parsable-stdout'], (error, output) => {
                const code = error ? error.code : 0;
                if (![0, 21, 22].includes(code))
                    failed(error);
                else
                    done({ different: code !== 0, pixels: parseInt(output, 10) || 0 });
            });
        });
    },

    async blazediff() {
        const blazediff = require(`@blazediff/core-native-linux-${process.arch}`);

        return (expected, actual) => {
            const result = blazediff.compare(expected, actual, undefined, options);
            return { different: !result.matchResult, pixels: result.diffCount ?? null };
        };
    },

    /* The comparator behind expect(page).toHaveScreenshot(); it takes the actual picture
     * first, gives null for a match, and says the number of pixels in words only. */
    async playwright() {
        const { utils } = require('playwright-core/lib/coreBundle');
        const compare = utils.getComparator('image/png');

        return (expected, actual) => {
            const result = compare(fs.readFileSync(actual), fs.readFileSync(expected), options);
            const told = /(\d+) pixels/.exec(result?.errorMessage ?? '');
            return { different: result !== null, pixels: told ? Number(told[1]) : null };
        };
    },
};

const compare = await engines[engineName]();
for await (const line of createInterface({ input: process.stdin })) {
    const [expected, actual] = line.split('\t');
    let answer;
    try {
        answer = await compare(expected, actual);
    } catch (error) {
        answer = { error: String(error.message ?? error).split('\n')[0] };
    }
    console.log(JSON.stringify(answer));
}
