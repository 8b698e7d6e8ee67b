// Runs in the head of each page, before the first paint: the colours that were chosen here before, else those of the system.
try {
  const theme = localStorage.getItem('docs.theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {
  // A page without storage has the colours of the system.
}
