import { expect, test } from 'vitest';
import { differences, type JournalChange } from '../api/journal';
import { JournalFeed } from './journalFeed';

function change(offset: number, transaction: string, part: Partial<JournalChange> = {}): JournalChange {
  return {
    offset,
    op: 'insert',
    table: 'main.orders',
    key: { id: offset },
    before: null,
    after: { id: offset },
    transaction,
    commit: '2026-11-21T10:00:00Z',
    actor: null,
    ...part,
  };
}

const shape = (feed: JournalFeed) =>
  feed.transactions.map(({ id, changes }) => [id, changes.map(({ offset }) => offset)]);

test('changes of one transaction stand together, the newest transaction first', () => {
  const feed = new JournalFeed(10);
  feed.add([change(0, 'a'), change(1, 'a')]);
  feed.add([change(2, 'b')]);
  expect(shape(feed)).toEqual([
    ['b', [2]],
    ['a', [0, 1]],
  ]);
});

test('a transaction goes on in the next batch', () => {
  const feed = new JournalFeed(10);
  feed.add([change(0, 'a')]);
  feed.add([change(1, 'a')]);
  expect(shape(feed)).toEqual([['a', [0, 1]]]);
});

test('the oldest transactions go when there are too many changes', () => {
  const feed = new JournalFeed(3);
  feed.add([change(0, 'a'), change(1, 'a'), change(2, 'b'), change(3, 'c')]);
  expect(shape(feed)).toEqual([
    ['c', [3]],
    ['b', [2]],
  ]);
});

test('a transaction larger than the feed keeps its last changes', () => {
  const feed = new JournalFeed(3);
  feed.add([0, 1, 2, 3, 4].map((offset) => change(offset, 'a')));
  expect(shape(feed)).toEqual([['a', [2, 3, 4]]]);
});

test('an update differs in the columns that changed', () => {
  const update = change(0, 'a', {
    op: 'update',
    before: { id: 1, v: 'x', w: [1] },
    after: { id: 1, v: 'y', w: [1] },
  });
  expect(differences(update)).toEqual([{ column: 'v', before: 'x', after: 'y' }]);
});

test('a deleted row differs in all its columns', () => {
  const gone = change(0, 'a', { op: 'delete', before: { id: 1, v: null }, after: null });
  expect(differences(gone).map(({ column }) => column)).toEqual(['id', 'v']);
});
