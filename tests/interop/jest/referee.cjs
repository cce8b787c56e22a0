// referee.cjs - Jest's own reader and writer, asked about files from standard input
//
//     node referee.cjs MODULES read       a line for each frame: "good" or "bad", as the
//                                         program it is runs or fails; then KEY:VALUE of
//                                         each snapshot
//     node referee.cjs MODULES write      each frame goes into a file, its name as the key;
//                                         an empty name ends the file: its bytes
//     node referee.cjs MODULES replace    frames in pairs, a file named for a key and a new
//                                         value: the file's bytes
//
// MODULES is the folder that holds @jest. Keys, values and files are in hexadecimal.
//
// SPDX-License-Identifier: MIT OR Apache-2.0
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const [modules, how] = process.argv.slice(2);
const jest = require(path.resolve(modules, '@jest/snapshot-utils'));

const hexadecimal = text => Buffer.from(text).toString('hex');

function* frames() {
  const input = fs.readFileSync(0);
  for (let at = 0; at < input.length;) {
    const end = input.indexOf(10, at);
    const [names, length] = input.toString('latin1', at, end).split(' ').map(Number);
    const data = end + 1 + names;
    yield { name: input.toString('utf8', end + 1, data), data: input.subarray(data, data + length) };
    at = data + length;
  }
}

// As Jest takes them off before it compares, and puts them on before it saves.
const bare = value =>
  value.length > 2 && value.startsWith('\n') && value.endsWith('\n') ? value.slice(1, -1) : value;
const padded = value => (value.includes('\n') ? `\n${value}\n` : value);

function runs(text) {
  try {
    new Function('exports', text)({});
    return true;
  } catch {
    return false;
  }
}

const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'referee-')), 'file.snap');
const answers = [];

function read({ data }) {
  fs.writeFileSync(file, data);
  const found = jest.getSnapshotData(file, 'new').data;
  const told = Object.keys(found).map(
    key => ` ${hexadecimal(key)}:${hexadecimal(bare(String(found[key])))}`);
  answers.push((runs(data.toString()) ? 'good' : 'bad') + told.join(''));
}

function save(values) {
  jest.saveSnapshotFile(values, file);
  answers.push(fs.readFileSync(file).toString('hex'));
}

function write(all) {
  const values = Object.create(null);
  for (const { name, data } of all) {
    values[name] = padded(jest.normalizeNewlines(data.toString()));
  }
  save(values);
}

function replace(before, { data }) {
  fs.writeFileSync(file, before.data);
  const values = jest.getSnapshotData(file, 'all').data;
  values[before.name] = padded(jest.normalizeNewlines(data.toString()));
  save(values);
}

let before = [];
for (const one of frames()) {
  if (how === 'read') {
    read(one);
  } else if (how === 'write' && one.name === '') {
    write(before);
    before = [];
  } else if (how === 'replace' && before.length === 1) {
    replace(before[0], one);
    before = [];
  } else {
    before.push(one);
  }
}
fs.rmSync(path.dirname(file), { recursive: true });
process.stdout.write(answers.map(answer => `${answer}\n`).join(''));
