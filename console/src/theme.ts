import { Store } from './live/store';

/** What the person chose; `system` follows the operating system. */
export type ThemeChoice = 'system' | 'light' | 'dark';

// public/theme.js reads the same name before the first paint.
const storageName = 'rowgate.theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** The choice, remembered in this browser. */
export const themeChoice = new Store<ThemeChoice>(remembered());

/** True while dark colours are shown. Charts watch it, because a canvas cannot follow CSS. */
export const isDark = new Store(shownDark());

/** Chooses and remembers. */
export function chooseTheme(choice: ThemeChoice) {
  if (choice === 'system') {
    localStorage.removeItem(storageName);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(storageName, choice);
    document.documentElement.dataset.theme = choice;
  }
  themeChoice.set(choice);
  isDark.set(shownDark());
}

systemIsDark.addEventListener('change', () => isDark.set(shownDark()));

function remembered(): ThemeChoice {
  const stored = localStorage.getItem(storageName);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function shownDark(): boolean {
  return themeChoice.value === 'system' ? systemIsDark.matches : themeChoice.value === 'dark';
}
