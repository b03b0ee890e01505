// Runs before the first paint, so that a remembered theme does not flash in the other colours.
(() => {
  const theme = localStorage.getItem('rowgate.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
