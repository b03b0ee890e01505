import { useEffect } from 'preact/hooks';
import { Sidebar } from './parts/sidebar';
import { TroubleBanner } from './parts/troubleBanner';
import { useRoute, type Route } from './route';
import { ChangesView } from './views/changes';
import { LiveQueryView } from './views/liveQuery';
import { OverviewView } from './views/overview';
import { TableView } from './views/table';
import { TablesView } from './views/tables';

/** The whole console: navigation beside the view that the address names. */
export function App() {
  const route = useRoute();
  const place = route.path.join('/');
  useEffect(() => {
    document.title = place ? `${route.path.at(-1)} · Rowgate` : 'Rowgate';
    document.querySelector('main')?.scrollTo(0, 0);
  }, [place]);
  useEffect(() => {
    addEventListener('keydown', focusInputOnSlash);
    return () => removeEventListener('keydown', focusInputOnSlash);
  }, []);
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to content
      </a>
      <Sidebar path={route.path} />
      <div class="stage">
        <TroubleBanner />
        <main id="main" tabIndex={-1}>
          <View route={route} />
        </main>
      </div>
    </>
  );
}

function View({ route }: { route: Route }) {
  const [first, second] = route.path;
  switch (first) {
    case 'tables':
      return second ? <TableView key={second} name={second} params={route.params} /> : <TablesView />;
    case 'query':
      return <LiveQueryView params={route.params} />;
    case 'changes':
      return <ChangesView params={route.params} />;
    default:
      return <OverviewView />;
  }
}

// The part of the address behind # is the route, so the link must not change it.
function skipToMain(event: Event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

// The slash leads to the filter or the query, as on many sites.
function focusInputOnSlash(event: KeyboardEvent) {
  const isTyping = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const input = document.querySelector<HTMLInputElement>('main input');
  if (!input) return;
  event.preventDefault();
  input.focus();
  input.select();
}
