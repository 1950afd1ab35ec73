// Light or dark: what the system says, until the viewer says otherwise. Runs before the first paint.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');

  function apply() {
    document.documentElement.dataset.theme = localStorage.getItem('fairer-theme') ?? (system.matches ? 'dark' : 'light');
    document.dispatchEvent(new Event('fairer:theme'));
  }

  // Choosing what the system says anyway is following it again.
  function toggle() {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    if (next === (system.matches ? 'dark' : 'light')) {
      localStorage.removeItem('fairer-theme');
    } else {
      localStorage.setItem('fairer-theme', next);
    }
    apply();
  }

  system.addEventListener('change', apply);
  addEventListener('storage', apply);
  window.fairer = { ...window.fairer, toggleTheme: toggle };
  apply();
})();
