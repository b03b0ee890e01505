import { server } from '../live/server';
import { useStore } from '../live/store';
import { Icon } from './icons';

/** Says that the server is away. It goes by itself when the server is back. */
export function TroubleBanner() {
  const { trouble } = useStore(server);
  if (!trouble) return null;
  return (
    <p class="banner" role="alert">
      <Icon name="warning" />
      <span>
        <strong>{trouble.message}.</strong> What you see is from before. Trying again every second.
      </span>
    </p>
  );
}
