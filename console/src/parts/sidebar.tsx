import { labelOf } from '../api/admin';
import { server } from '../live/server';
import { useStore } from '../live/store';
import { linkTo } from '../route';
import { formatCount } from './format';
import { Icon, type IconName } from './icons';
import { Logo } from './logo';
import { ThemeSwitch } from './themeSwitch';

const places: readonly { path: string; label: string; icon: IconName }[] = [
  { path: '', label: 'Overview', icon: 'overview' },
  { path: 'tables', label: 'Tables', icon: 'tables' },
  { path: 'query', label: 'Live query', icon: 'query' },
  { path: 'changes', label: 'Changes', icon: 'changes' },
];

/** Where one can go, and how the source is. On a phone it becomes a bar at the bottom. */
export function Sidebar({ path }: { path: readonly string[] }) {
  const { tables } = useStore(server);
  const here = path[0] ?? '';
  return (
    <header class="sidebar">
      <a class="brand" href="#/">
        <Logo />
        Rowgate
      </a>
      <nav aria-label="Console">
        <ul>
          {places.map((place) => (
            <li key={place.path}>
              <NavLink {...place} isCurrent={here === place.path && !(place.path === 'tables' && path[1])} />
              {place.path === 'tables' && tables && <TableLinks names={tables.map(labelOf)} current={path} />}
            </li>
          ))}
        </ul>
      </nav>
      <div class="sidebar-foot">
        <SourceState />
        <ThemeSwitch />
      </div>
    </header>
  );
}

function NavLink({ path, label, icon, isCurrent }: (typeof places)[number] & { isCurrent: boolean }) {
  return (
    <a class="nav-link" href={`#/${path}`} aria-current={isCurrent ? 'page' : undefined}>
      <Icon name={icon} />
      {label}
    </a>
  );
}

function TableLinks({ names, current }: { names: readonly string[]; current: readonly string[] }) {
  return (
    <ul class="table-links">
      {names.map((name) => {
        const isCurrent = current[0] === 'tables' && current[1] === name;
        return (
          <li key={name}>
            <a href={linkTo(['tables', name])} aria-current={isCurrent ? 'page' : undefined}>
              {name}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function SourceState() {
  const { status, trouble } = useStore(server);
  if (!status) return null;
  const state = trouble ? 'away' : status.capture.state;
  return (
    <a class="source-state" href="#/" title={`Capture by ${status.capture.mode}: ${state}`}>
      <span class={`dot ${state}`} />
      <span class="name">{status.source.location.split(/[/\\:]/).at(-1)}</span>
      <span class="offset" title="Journal offset">
        {formatCount(status.journal.end)}
      </span>
    </a>
  );
}
