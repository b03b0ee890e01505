import { expect, test } from 'vitest';
import type { Table } from '../api/admin';
import { queryOf, readChoice } from './tableQuery';

const table = { name: 'order lines', primary_key: ['order_id', 'line no'] } as unknown as Table;
const choose = (text: string) => readChoice(new URLSearchParams(text), table);

test('without a choice, the newest rows by key come first', () => {
  expect(queryOf(table, choose(''))).toBe('order%20lines?order=order_id.desc,%22line%20no%22.desc&limit=100');
});

test('filter, order and page make the query', () => {
  const choice = choose('filter=status%3Deq.open%26total%3Dgt.5&order=total.asc&page=2');
  expect(queryOf(table, choice)).toBe(
    'order%20lines?status=eq.open&total=gt.5&order=total.asc,order_id.asc,%22line%20no%22.asc&limit=100&offset=200',
  );
});

test('a table without a key is not ordered', () => {
  const keyless = { name: 'log', primary_key: [] } as unknown as Table;
  expect(queryOf(keyless, readChoice(new URLSearchParams(), keyless))).toBe('log?limit=100');
});
