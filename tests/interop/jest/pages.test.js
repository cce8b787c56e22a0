// pages.test.js - a project that uses Jest; what it makes depends on PHASE
//
// SPDX-License-Identifier: MIT OR Apache-2.0
'use strict';

const phase = process.env.PHASE;

test('plain', () => expect(`a page\nin phase ${phase}`).toMatchSnapshot());

test('never changes', () => expect({ list: [1, 2.5, null] }).toMatchSnapshot());

test('several', () => {
  expect('first').toMatchSnapshot();
  expect(['second', phase]).toMatchSnapshot();
  expect(phase).toMatchSnapshot('with a name');
});

describe('a group', () => {
  test('with `quotes`, \\ and ${braces}', () => {
    expect(`\`quoted\` \\ \${x} ${phase}\r\n\n  blank lines\n`).toMatchSnapshot();
  });
});

test.each([1, 2, 10])('row %i', number => expect(number * phase).toMatchSnapshot());

// Of everything the format has marks for. The chance is Lehmer's.
test.each([...Array(30).keys()])('made up %i', number => {
  const parts = ['`', '\n', '\n', '\\', '${', '}', '$', ' ', 'x', '\r\n', '\r', '\u2028', '\0',
    '\u4e2d', '`;', 'exports[`a 1`] = `', '"', '\'', '\u{1f600}', '//'];
  let state = number * 10 + Number(phase);
  const chance = most => {
    state = (state * 48271) % 2147483647;
    return state % most;
  };
  let value = phase;
  for (let left = chance(9); left > 0; left--) {
    value += parts[chance(parts.length)];
  }
  expect(value).toMatchSnapshot();
});

if (phase === '2') {
  test('row 3', () => expect('new').toMatchSnapshot());
  test('a new one', () => expect('new\nand sorted before').toMatchSnapshot());
}

if (phase === '1') {
  test('gone', () => expect('only in phase 1').toMatchSnapshot());
}
