import { describe, expect, test } from 'vitest';
import type { Row } from '../api/json';
import type { RowChange } from './liveEvent';
import { ResultSet } from './resultSet';
import { RowOrder } from './rowOrder';

const a = { id: 1, status: 'open' };
const b = { id: 2, status: 'open' };
const c = { id: 3, status: 'paid' };

function holding(rows: Row[], order: RowOrder | null = null): ResultSet {
  const set = new ResultSet(order);
  set.apply({ kind: 'snapshot', rows, more: false });
  return set;
}

function send(set: ResultSet, change: RowChange): boolean {
  return set.apply({ kind: 'change', change });
}

const rowsOf = (set: ResultSet) => set.entries.map((entry) => entry.row);

describe('a snapshot', () => {
  test('may come in several events', () => {
    const set = new ResultSet();
    set.apply({ kind: 'snapshot', rows: [a], more: true });
    expect(set.isLoading).toBe(true);
    set.apply({ kind: 'snapshot', rows: [b], more: false });
    expect(rowsOf(set)).toEqual([a, b]);
    expect(set.isLoading).toBe(false);
  });

  test('replaces what was held', () => {
    const set = holding([a, b]);
    set.apply({ kind: 'snapshot', rows: [c], more: false });
    expect(rowsOf(set)).toEqual([c]);
  });
});

describe('a change with a key', () => {
  test('enters at the end, changes in place, and leaves', () => {
    const set = holding([a, b]);
    send(set, { op: 'enter', key: { id: 3 }, row: c });
    send(set, { op: 'change', key: { id: 1 }, row: { id: 1, status: 'paid' } });
    send(set, { op: 'leave', key: { id: 2 }, row: b });
    expect(rowsOf(set)).toEqual([{ id: 1, status: 'paid' }, c]);
  });

  test('keeps the identity of the row and names the changed columns', () => {
    const set = holding([a]);
    const before = set.entries[0]!;
    send(set, { op: 'change', key: { id: 1 }, row: { id: 1, status: 'paid' } });
    const after = set.entries[0]!;
    expect(after.id).toBe(before.id);
    expect([...after.changed]).toEqual(['status']);
    expect(after).not.toBe(before);
  });

  test('finds the row under its old key', () => {
    const set = holding([a, b]);
    send(set, { op: 'change', key: { id: 9 }, old_key: { id: 1 }, row: { id: 9, status: 'open' } });
    send(set, { op: 'change', key: { id: 9 }, row: { id: 9, status: 'paid' } });
    expect(rowsOf(set)).toEqual([{ id: 9, status: 'paid' }, b]);
  });

  test('is not applicable when the select list hides the key', () => {
    const set = holding([{ status: 'open' }]);
    expect(send(set, { op: 'change', key: { id: 1 }, row: { status: 'paid' } })).toBe(false);
  });

  test('entering twice is a change', () => {
    const set = holding([a]);
    send(set, { op: 'enter', key: { id: 1 }, row: { id: 1, status: 'paid' } });
    expect(rowsOf(set)).toEqual([{ id: 1, status: 'paid' }]);
  });
});

describe('a change with an index', () => {
  test('puts the row there, also when it moves', () => {
    const set = holding([a, b]);
    send(set, { op: 'enter', key: { id: 3 }, row: c, index: 0 });
    expect(rowsOf(set)).toEqual([c, a, b]);
    send(set, { op: 'change', key: { id: 3 }, row: c, index: 2 });
    expect(rowsOf(set)).toEqual([a, b, c]);
    send(set, { op: 'leave', key: { id: 1 }, row: a, index: 0 });
    expect(rowsOf(set)).toEqual([b, c]);
  });

  test('rebuilds a result through random edits', () => {
    let seed = 42;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    const set = holding([]);
    const model: Row[] = [];
    for (let step = 0, next = 1; step < 2000; step++) {
      const index = random(model.length + 1);
      const held = model[index];
      if (!held || random(3) === 0) {
        const row = { id: next++, v: 0 };
        model.splice(index, 0, row);
        send(set, { op: 'enter', key: { id: row.id }, row, index });
      } else if (random(2) === 0) {
        model.splice(index, 1);
        send(set, { op: 'leave', key: { id: held.id! }, row: held, index });
      } else {
        const row = { id: held.id!, v: step };
        model.splice(index, 1);
        const to = random(model.length + 1);
        model.splice(to, 0, row);
        send(set, { op: 'change', key: { id: row.id }, row, index: to });
      }
    }
    expect(rowsOf(set)).toEqual(model);
  });
});

describe('rows without a key', () => {
  const open = { status: 'open', count: 5 };
  const paid = { status: 'paid', count: 2 };

  test('leave by their values, one of equal rows at a time', () => {
    const set = holding([open, open, paid]);
    send(set, { op: 'leave', key: null, row: open });
    expect(rowsOf(set)).toEqual([open, paid]);
  });

  test('a leave and an enter of a similar row is a change in place', () => {
    const set = holding([open, paid]);
    const id = set.entries[0]!.id;
    send(set, { op: 'leave', key: null, row: open });
    send(set, { op: 'enter', key: null, row: { status: 'open', count: 6 } });
    expect(rowsOf(set)).toEqual([{ status: 'open', count: 6 }, paid]);
    expect(set.entries[0]!.id).toBe(id);
    expect([...set.entries[0]!.changed]).toEqual(['count']);
  });

  test('a row that comes after the burst is a new one', () => {
    const set = holding([open, paid]);
    send(set, { op: 'leave', key: null, row: open });
    set.settle();
    send(set, { op: 'enter', key: null, row: { status: 'open', count: 6 } });
    expect(set.entries.at(-1)!.entered).toBe(true);
  });

  test('a row that is not held cannot leave', () => {
    expect(send(holding([open]), { op: 'leave', key: null, row: paid })).toBe(false);
  });
});

describe('a query with an order and no limit', () => {
  test('gets new rows at their place, and moves those that changed', () => {
    const set = holding([{ id: 3 }, { id: 1 }], RowOrder.of('orders?order=id.desc'));
    send(set, { op: 'enter', key: { id: 2 }, row: { id: 2 } });
    expect(rowsOf(set)).toEqual([{ id: 3 }, { id: 2 }, { id: 1 }]);
  });

  test('puts null where the grammar says', () => {
    const last = holding([{ id: 1, v: 5 }], RowOrder.of('t?order=v'));
    send(last, { op: 'enter', key: { id: 2 }, row: { id: 2, v: null } });
    expect(rowsOf(last).map((row) => row.id)).toEqual([1, 2]);
    const first = holding([{ id: 1, v: 5 }], RowOrder.of('t?order=v.nullsfirst'));
    send(first, { op: 'enter', key: { id: 2 }, row: { id: 2, v: null } });
    expect(rowsOf(first).map((row) => row.id)).toEqual([2, 1]);
  });
});
