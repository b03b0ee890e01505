import { expect, test } from 'vitest';
import { isNumber, parseJson, sameJson } from './json';

test('an object with a field named rawJSON is no number', () => {
  expect(isNumber(parseJson('{"rawJSON":"1"}'))).toBe(false);
});

test('numbers of one value are the same, and of different values are not', () => {
  expect(sameJson(parseJson('[1,{"a":2}]'), parseJson('[1, {"a": 2}]'))).toBe(true);
  expect(sameJson(parseJson('1'), parseJson('2'))).toBe(false);
  expect(sameJson(null, undefined)).toBe(false);
});
