// The keys that work on every page: ? shows all keys, p goes to the talk.
(() => {
  // Whoever types means letters; a checkbox, a slider or a button is not typed into.
  function types(element) {
    return element instanceof Element
      && element.closest('textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])') !== null;
  }

  function toggleKeys() {
    const keys = document.getElementById('keys');
    if (keys?.open) {
      keys.close();
    } else if (keys && !document.querySelector('dialog[open]')) {
      keys.showModal();
    }
  }

  function selectLine(area, line) {
    const lines = area.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] ?? '').length);
    area.scrollTop = (line - 3) * parseFloat(getComputedStyle(area).lineHeight);
  }

  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || types(event.target)) {
      return;
    }
    if (event.key === '?') {
      event.preventDefault();
      toggleKeys();
    } else if (event.key === 'p' && document.getElementById('keys') && !document.querySelector('dialog[open]')
      && !location.pathname.endsWith('/present')) {
      event.preventDefault();
      document.documentElement.requestFullscreen?.().catch(() => {}); // only a key that is being pressed may ask
      Blazor.navigateTo('present?talk=on');
    }
  });

  window.fairer = { ...window.fairer, selectLine, toggleKeys, types };
})();
