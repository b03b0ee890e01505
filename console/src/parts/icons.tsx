// Drawn on a grid of 20, one stroke.
const paths = {
  overview: 'M3 14.5 7 9l3.5 3.5L17 5M3 17.5h14',
  tables: 'M3 4.5h14v11H3zM3 8.5h14M8 8.5v7',
  query: 'M4 6.5 7.5 10 4 13.5M9.5 14H16',
  changes: 'M4 5h12M4 10h8M4 15h10M15.5 8.5 17 10l-1.5 1.5',
  copy: 'M7.5 7.5h8v8h-8zM5 12.5h-.5v-8h8V5',
  done: 'm4.5 10.5 3.5 3.5 7.5-8',
  pause: 'M7.5 5v10M12.5 5v10',
  play: 'M7 4.8v10.4l8-5.2z',
  key: 'M9 10.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM9 10.5h8v3M13.5 10.5V13',
  system: 'M3.5 4.5h13v8.5h-13zM7 16h6M10 13v3',
  light:
    'M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1',
  dark: 'M16 11.8A6.5 6.5 0 0 1 8.2 4 6.5 6.5 0 1 0 16 11.8Z',
  previous: 'M12 5 7 10l5 5',
  next: 'm8 5 5 5-5 5',
  up: 'm6 11.5 4-4 4 4',
  down: 'm6 8.5 4 4 4-4',
  warning: 'M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.2v.1',
} as const;

export type IconName = keyof typeof paths;

/** A small drawing beside words. It says nothing by itself, so screen readers skip it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
