import { expect, test } from 'vitest';
import { addSample, chartRange, rates, windowSeconds, type Sample } from './samples';

const sample = (seconds: number, offset: number): Sample => ({
  at: seconds * 1000,
  offset,
  requests: 0,
  lagSeconds: 0,
  subscribers: 0,
});

test('a rate is growth over time', () => {
  expect(rates([sample(10, 0), sample(12, 10)], 'offset')).toEqual({ times: [12], values: [5] });
});

test('a counter that fell leaves a gap', () => {
  expect(rates([sample(1, 100), sample(2, 0)], 'offset').values).toEqual([null]);
});

test('samples that are too old to show are dropped', () => {
  const samples = addSample([sample(0, 0), sample(100, 0)], sample(windowSeconds + 50, 0));
  expect(samples.map(({ at }) => at / 1000)).toEqual([100, windowSeconds + 50]);
});

test('a chart grows from a minute to its whole window', () => {
  expect(chartRange({ times: [990], values: [] }, 1000)).toEqual([940, 1000]);
  expect(chartRange({ times: [900], values: [] }, 1000)).toEqual([900, 1000]);
  expect(chartRange({ times: [0], values: [] }, 1000)).toEqual([1000 - windowSeconds, 1000]);
});
