import { chooseTheme, themeChoice, type ThemeChoice } from '../theme';
import { useStore } from '../live/store';
import { Icon } from './icons';

const choices: readonly { choice: ThemeChoice; label: string }[] = [
  { choice: 'system', label: 'Follow the system' },
  { choice: 'light', label: 'Light' },
  { choice: 'dark', label: 'Dark' },
];

/** Light, dark, or whatever the system says. */
export function ThemeSwitch() {
  const chosen = useStore(themeChoice);
  return (
    <div class="segments theme-switch" role="group" aria-label="Colours">
      {choices.map(({ choice, label }) => (
        <button
          type="button"
          key={choice}
          aria-label={label}
          title={label}
          aria-pressed={chosen === choice}
          onClick={() => chooseTheme(choice)}
        >
          <Icon name={choice} />
        </button>
      ))}
    </div>
  );
}
