import { sameJson, type Row } from '../api/json';
import type { LiveEvent, RowChange } from './liveEvent';
import type { RowOrder } from './rowOrder';

/** One row of a result. Never changed: an update makes a new entry with the same id. */
export interface Entry {
  /** Stays the same while the row is in the result. */
  readonly id: number;
  readonly row: Row;
  /** The columns that the last change gave another value. */
  readonly changed: ReadonlySet<string>;
  /** True when the row came by itself, false when it came with a snapshot. */
  readonly entered: boolean;
  /** How many times the row changed since it came. */
  readonly version: number;
}

const nothing: ReadonlySet<string> = new Set();

/**
 * The rows of a live query, rebuilt from its events one after the other.
 * Does no I/O and knows no clock; the rules are those of docs/reference/live.md.
 */
export class ResultSet {
  private rows: Entry[] = [];
  private nextId = 1;
  private snapshotOpen = false;
  private keyColumns: string[] | null = null;
  private byKey: Map<string, Entry> | null = null;
  // Rows without a key that left since the last `settle`: an update of such a row is a leave and an enter.
  private departed: { entry: Entry; index: number }[] = [];

  /** @param order Where to put rows of a query that is ordered but has no limit, for which no index is sent. */
  constructor(private readonly order: RowOrder | null = null) {}

  /** The rows, in order. A new array after each change. */
  get entries(): readonly Entry[] {
    return this.rows;
  }

  /** True while more events of a snapshot are to come. */
  get isLoading(): boolean {
    return this.snapshotOpen;
  }

  /** Ends a burst of events: what left and did not come back is gone. */
  settle() {
    this.departed = [];
    this.rows = this.rows.slice();
  }

  /**
   * Applies one event.
   * @returns False when the event does not fit what is held, so that only a new snapshot helps.
   */
  apply(event: LiveEvent): boolean {
    if (event.kind === 'snapshot') this.takeSnapshot(event.rows, event.more);
    else if (event.kind === 'change') return this.takeChange(event.change);
    return true;
  }

  private takeSnapshot(rows: readonly Row[], more: boolean) {
    if (!this.snapshotOpen) {
      this.rows = [];
      this.byKey = null;
    }
    for (const row of rows)
      this.rows.push({ id: this.nextId++, row, changed: nothing, entered: false, version: 0 });
    this.byKey = null;
    this.snapshotOpen = more;
  }

  private takeChange(change: RowChange): boolean {
    switch (change.op) {
      case 'enter':
        return this.enter(change);
      case 'leave':
        return this.leave(change);
      case 'change':
        return this.change(change);
    }
  }

  private enter(change: RowChange): boolean {
    const held = change.key && this.find(change.key);
    if (held) return this.change(change);
    const former = change.key === null ? this.takeDeparted(change) : null;
    const entry = former
      ? updated(former.entry, change.row)
      : { id: this.nextId++, row: change.row, changed: nothing, entered: true, version: 0 };
    this.insert(entry, change, former?.index);
    return true;
  }

  private change(change: RowChange): boolean {
    const held = change.key && this.find(change.old_key ?? change.key);
    if (!held) return false;
    const at = this.rows.indexOf(held);
    this.rows.splice(at, 1);
    this.byKey?.delete(this.keyText(held.row));
    this.insert(updated(held, change.row), change, at);
    return true;
  }

  private leave(change: RowChange): boolean {
    const at = this.place(change);
    const entry = this.rows[at];
    if (!entry) return false;
    this.rows.splice(at, 1);
    if (change.key) this.byKey?.delete(this.keyText(entry.row));
    else this.departed.push({ entry, index: at });
    return true;
  }

  private place(change: RowChange): number {
    if (change.index !== undefined) return change.index;
    const held = change.key && this.find(change.key);
    if (held) return this.rows.indexOf(held);
    return this.rows.findLastIndex((entry) => sameJson(entry.row, change.row));
  }

  private insert(entry: Entry, change: RowChange, before: number | undefined) {
    const at = change.index ?? this.order?.place(this.rows, entry.row) ?? before ?? this.rows.length;
    this.rows.splice(at, 0, entry);
    if (change.key) this.byKey?.set(this.keyText(entry.row), entry);
  }

  // The departed row that this one most likely was: the one with most equal values, then the nearest.
  private takeDeparted(change: RowChange) {
    let best: { entry: Entry; index: number } | null = null;
    let bestScore = 0;
    for (const candidate of this.departed) {
      const equal = Object.entries(change.row).filter(([name, value]) =>
        sameJson(candidate.entry.row[name], value),
      );
      const score = equal.length + (candidate.index === change.index ? 0.5 : 0);
      if (score > bestScore) [best, bestScore] = [candidate, score];
    }
    this.departed = this.departed.filter((candidate) => candidate !== best);
    return best;
  }

  private find(key: Row): Entry | undefined {
    if (!this.byKey) {
      this.keyColumns = Object.keys(key);
      this.byKey = new Map(this.rows.map((entry) => [this.keyText(entry.row), entry]));
    }
    return this.byKey.get(this.keyText(key));
  }

  private keyText(row: Row): string {
    return JSON.stringify(this.keyColumns?.map((column) => row[column]));
  }
}

function updated(entry: Entry, row: Row): Entry {
  const changed = Object.keys(row).filter((column) => !sameJson(entry.row[column], row[column]));
  return { ...entry, row, changed: new Set(changed), version: entry.version + 1 };
}
