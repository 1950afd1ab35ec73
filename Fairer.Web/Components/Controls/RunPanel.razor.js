// The focus goes to the panel when it opens and back to where it was when it closes; Esc closes it from anywhere.

let before = null;

export function opened(title) {
  before = document.activeElement;
  title.focus({ preventScroll: true });
  document.addEventListener('keydown', onKey);
}

export function closed() {
  document.removeEventListener('keydown', onKey);
  // The panel may be gone from the page already, or not yet; whoever has moved on meanwhile is left there.
  const focused = document.activeElement ?? document.body;
  if (before?.isConnected && (focused === document.body || focused.closest('#run-panel'))) {
    before.focus({ preventScroll: true });
  }
  before = null;
}

function onKey(event) {
  if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) {
    document.getElementById('close-run')?.click();
  }
}
