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

if (phase === '2') {
  test('row 3', () => expect('new').toMatchSnapshot());
  test('a new one', () => expect('new\nand sorted before').toMatchSnapshot());
}

if (phase === '1') {
  test('gone', () => expect('only in phase 1').toMatchSnapshot());
}
