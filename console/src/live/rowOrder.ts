import { isNumber, isRawNumber, type Json, type Row } from '../api/json';
import type { Entry } from './resultSet';

interface Term {
  column: string;
  descending: boolean;
  nullsFirst: boolean;
}

/**
 * The order of a query without a limit, for which the server sends no places.
 * Numbers by value, text by code point, as SQLite's plain order has it; other collations may differ in the last detail.
 */
export class RowOrder {
  private constructor(private readonly terms: readonly Term[]) {}

  /** Reads `order=` of a query; null when there is none, or it orders by what a row does not show. */
  static of(query: string): RowOrder | null {
    const text = new URLSearchParams(query.replace(/^[^?]*\??/, '')).get('order');
    if (!text || !/^[\w.,]+$/.test(text)) return null;
    return new RowOrder(text.split(',').map(readTerm));
  }

  /** The index at which the row belongs among rows that are in order; undefined when the rows do not show it. */
  place(entries: readonly Entry[], row: Row): number | undefined {
    if (this.terms.some((term) => !(term.column in row))) return undefined;
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(entries[middle]!.row, row) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compare(a: Row, b: Row): number {
    for (const term of this.terms) {
      const result = compareBy(term, a[term.column] ?? null, b[term.column] ?? null);
      if (result !== 0) return result;
    }
    return 0;
  }
}

function readTerm(text: string): Term {
  const [column = '', ...modifiers] = text.split('.');
  const descending = modifiers.includes('desc');
  // PostgreSQL's default, which the grammar follows: null is the largest value.
  const nullsFirst = modifiers.includes('nullsfirst') || (descending && !modifiers.includes('nullslast'));
  return { column, descending, nullsFirst };
}

function compareBy(term: Term, a: Json, b: Json): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === term.nullsFirst ? -1 : 1;
  }
  const result = compareValues(a, b);
  return term.descending ? -result : result;
}

function compareValues(a: Json, b: Json): number {
  if (isNumber(a) && isNumber(b)) return numeric(a) - numeric(b);
  const [left, right] = [textOf(a), textOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function numeric(value: Json): number {
  return isRawNumber(value) ? Number(value.rawJSON) : Number(value);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
