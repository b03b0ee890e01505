import { useEffect, useState } from 'preact/hooks';

/** A value that views can watch. */
export class Store<T> {
  private readonly watchers = new Set<(value: T) => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  /** Puts a new value in and tells everyone who watches. */
  set(value: T) {
    this.current = value;
    for (const watcher of this.watchers) watcher(value);
  }

  /** Calls back on each new value, until the returned function is called. */
  watch(watcher: (value: T) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}

/** The store's value, kept current while the component is shown. */
export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = useState(store.value);
  useEffect(() => {
    setValue(store.value);
    return store.watch(setValue);
  }, [store]);
  return value;
}
