// The focus goes to the panel when it opens and back to where it was when it closes; Esc closes it from anywhere.

let before = null;

export function opened(title) {
  before = document.activeElement;
  title.focus({ preventScroll: true });
  document.addEventListener('keydown', onKey);
}

export function closed() {
  document.removeEventListener('keydown', onKey);
  if (before?.isConnected && (document.activeElement === document.body || !document.activeElement)) {
    before.focus({ preventScroll: true });
  }
  before = null;
}

function onKey(event) {
  if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) {
    document.getElementById('close-run')?.click();
  }
}
