import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Entry } from '../live/resultSet';

/** A row on the page: in the result, or just gone from it. */
export interface ShownRow {
  entry: Entry;
  /** When the row left, in milliseconds; null while it is in the result. */
  leftAt: number | null;
}

/** How long a row that left is still to be seen. The same time is in rows.css. */
const farewellMs = 450;

/** The rows to show: those of the result, and for a moment those that left, where they were. */
export function useGhosts(entries: readonly Entry[], generation: number): readonly ShownRow[] {
  const last = useRef<{ generation: number; rows: readonly ShownRow[] }>({ generation, rows: [] });
  const [tick, setTick] = useState(0);
  const rows = useMemo(() => {
    const before = last.current.generation === generation ? last.current.rows : [];
    const shown = withGhosts(before, entries, Date.now());
    last.current = { generation, rows: shown };
    return shown;
  }, [entries, generation, tick]);
  useEffect(() => {
    if (!rows.some((row) => row.leftAt !== null)) return;
    const timer = setTimeout(() => setTick((count) => count + 1), farewellMs);
    return () => clearTimeout(timer);
  }, [rows]);
  return rows;
}

function withGhosts(before: readonly ShownRow[], entries: readonly Entry[], now: number): ShownRow[] {
  const present = new Set(entries.map((entry) => entry.id));
  // Each ghost stands behind the row that it followed; null is the top.
  const ghosts = new Map<number | null, ShownRow[]>();
  let predecessor: number | null = null;
  for (const row of before) {
    if (present.has(row.entry.id)) predecessor = row.entry.id;
    else if (row.leftAt === null || now - row.leftAt < farewellMs)
      ghosts.set(predecessor, [...(ghosts.get(predecessor) ?? []), { ...row, leftAt: row.leftAt ?? now }]);
  }
  const shown = [...(ghosts.get(null) ?? [])];
  for (const entry of entries) shown.push({ entry, leftAt: null }, ...(ghosts.get(entry.id) ?? []));
  return shown;
}
