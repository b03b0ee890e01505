import { expect, test } from 'vitest';
import { exampleQueries } from '../views/exampleQueries';
import { labelOf, type Table } from './admin';
import { profileHeaders } from './rest';

const table = (profile: string | null, name: string): Table => ({
  schema: profile ?? 'main',
  profile,
  name,
  kind: 'table',
  columns: [],
  primary_key: ['id'],
  captured: true,
  rows_estimate: 0,
  comment: null,
});

test('a table is called by its name where requests need not name its schema, else by both', () => {
  expect(labelOf(table(null, 'orders'))).toBe('orders');
  expect(labelOf(table('stock', 'orders'))).toBe('stock.orders');
});

test('a request names the schema that it has to name', () => {
  expect(profileHeaders('stock')).toEqual({ 'Accept-Profile': 'stock' });
  expect(profileHeaders(null)).toEqual({});
});

test('examples are of tables that a query can mean without naming a schema', () => {
  expect(exampleQueries([table('stock', 'bins')])).toEqual([]);
  expect(exampleQueries([table('stock', 'bins'), table(null, 'orders')])[0]?.query).toMatch(/^orders\?/);
});
