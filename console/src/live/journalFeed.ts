import type { JournalChange } from '../api/journal';

/** The changes of one transaction, as far as the filter let them through. */
export interface FeedTransaction {
  /** The offset of its first change seen. */
  offset: number;
  id: string;
  commit: string;
  actor: JournalChange['actor'];
  changes: readonly JournalChange[];
}

/** The newest changes of the journal by transaction, newest first. Holds a bounded number of changes. */
export class JournalFeed {
  private held: FeedTransaction[] = [];
  private count = 0;

  /** @param changesMax How many changes are kept. Older transactions go as a whole. */
  constructor(private readonly changesMax: number) {}

  /** The transactions, newest first; in each, the changes in the order they were made. */
  get transactions(): readonly FeedTransaction[] {
    return this.held;
  }

  /** Adds changes that follow those before, in journal order. */
  add(changes: readonly JournalChange[]) {
    const transactions = [...this.held];
    for (const change of changes) {
      const newest = transactions[0];
      if (newest && newest.id === change.transaction && newest.commit === change.commit)
        transactions[0] = { ...newest, changes: cut([...newest.changes, change], this.changesMax) };
      else transactions.unshift(begin(change));
    }
    this.held = transactions;
    this.trim();
  }

  private trim() {
    this.count = 0;
    const keep = this.held.findIndex((transaction) => {
      this.count += transaction.changes.length;
      return this.count > this.changesMax;
    });
    // The newest stays even when it alone is over the limit: it was cut to it.
    if (keep >= 0) this.held = this.held.slice(0, Math.max(keep, 1));
  }
}

function begin(change: JournalChange): FeedTransaction {
  const { offset, transaction, commit, actor } = change;
  return { offset, id: transaction, commit, actor, changes: [change] };
}

function cut<T>(items: T[], max: number): T[] {
  return items.length > max ? items.slice(-max) : items;
}
