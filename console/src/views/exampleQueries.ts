import type { Table } from '../api/admin';

/** A query to try, and what it shows. */
export interface ExampleQuery {
  title: string;
  query: string;
}

/** Queries that suit the tables at hand: filters, an embed, an aggregate. */
export function exampleQueries(tables: readonly Table[]): ExampleQuery[] {
  // A query names no schema, so it means the first one.
  const table = mostTelling(tables.filter(({ profile }) => profile === null));
  const [key] = table?.primary_key ?? [];
  if (!table || !key) return [];

  const newest = `order=${key}.desc&limit=20`;
  const examples = [{ title: 'Newest rows', query: `${table.name}?${newest}` }];
  const state = table.columns.find(({ name }) => ['status', 'state', 'kind', 'type'].includes(name))?.name;
  const parent = table.columns.find((column) => column.references !== null);
  if (state) {
    examples.push({ title: `Some columns`, query: `${table.name}?select=${key},${state}&${newest}` });
    examples.push({
      title: `Count by ${state}`,
      query: `${table.name}?select=${state},count()&order=${state}`,
    });
  }
  const target = parent?.references?.split('.').at(-1);
  if (target)
    examples.push({ title: `With their ${target}`, query: `${table.name}?select=*,${target}(*)&${newest}` });
  return examples;
}

// The one that refers to others and has a status says most; views and keyless tables say least.
function mostTelling(tables: readonly Table[]): Table | undefined {
  const score = (table: Table) =>
    table.columns.filter((column) => column.references).length +
    (table.columns.some(({ name }) => name === 'status') ? 3 : 0) -
    (table.primary_key.length === 1 ? 0 : 5);
  return [...tables].sort((a, b) => score(b) - score(a))[0];
}
