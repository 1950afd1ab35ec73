// Light or dark: what the system says, until the viewer says otherwise. Runs before the first paint.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const links = { light: document.getElementById('theme-light'), dark: document.getElementById('theme-dark') };

  function apply() {
    const theme = localStorage.getItem('fairer-theme') ?? (system.matches ? 'dark' : 'light');
    document.documentElement.dataset.theme = theme;
    links.light.media = theme === 'light' ? 'all' : 'not all';
    links.dark.media = theme === 'dark' ? 'all' : 'not all';
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
