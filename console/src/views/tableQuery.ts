import type { Table } from '../api/admin';
import type { Sort } from '../parts/rowTable';

/** How many rows a page of a table has. */
export const pageRows = 100;

/** What a person chose to see of a table. */
export interface TableChoice {
  /** Filters in the URL grammar, such as `status=eq.open&total=gt.100`. */
  filter: string;
  sort: Sort | null;
  /** From zero. */
  page: number;
}

/** Reads the choice from the parameters of the console's address. */
export function readChoice(params: URLSearchParams, table: Table): TableChoice {
  const [column, direction] = (params.get('order') ?? '').split('.');
  const sort = column ? { column, descending: direction === 'desc' } : defaultSort(table);
  return { filter: params.get('filter') ?? '', sort, page: Math.max(Number(params.get('page')) || 0, 0) };
}

/** The query of a choice: exactly what is asked, and what the person may copy. */
export function queryOf(table: Table, { filter, sort, page }: TableChoice): string {
  const parts = [
    ...(filter ? [filter.replace(/^[?&]+/, '')] : []),
    ...orderOf(table, sort),
    `limit=${pageRows}`,
    ...(page > 0 ? [`offset=${page * pageRows}`] : []),
  ];
  return `${encodeURIComponent(table.name)}?${parts.join('&')}`;
}

// The newest first: with a growing key, new rows appear where one looks. The rest of the key keeps the order total.
function defaultSort(table: Table): Sort | null {
  const [first] = table.primary_key;
  return first ? { column: first, descending: true } : null;
}

function orderOf(table: Table, sort: Sort | null): string[] {
  if (!sort) return [];
  const direction = sort.descending ? 'desc' : 'asc';
  const keys = table.primary_key.filter((column) => column !== sort.column);
  const terms = [sort.column, ...keys].map((column) => `${encodeName(column)}.${direction}`);
  return [`order=${terms.join(',')}`];
}

function encodeName(column: string): string {
  return encodeURIComponent(/^[\w]+$/.test(column) ? column : `"${column.replace(/["\\]/g, '\\$&')}"`);
}
