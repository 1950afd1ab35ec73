// The keys of a talk, and the full screen that it is given in. What a key does, Present.razor.cs decides.

const keys = {
  ArrowRight: 'next', PageDown: 'next', n: 'next',
  ArrowLeft: 'previous', PageUp: 'previous', b: 'previous',
  Home: 'first', End: 'last',
  ' ': 'toggle', r: 'replay',
  '+': 'faster', '=': 'faster', '-': 'slower',
  ',': 'back', '.': 'forward',
  q: 'share', p: 'leave', Escape: 'leave',
  v: 'view',
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map(step => [step, `step-${step}`])),
};

const root = document.documentElement;
let page = null;

export function listen(dotnet) {
  page = dotnet;
  document.addEventListener('keydown', onKey);
  document.addEventListener('fullscreenchange', onFullScreen);
}

export function stop() {
  document.removeEventListener('keydown', onKey);
  document.removeEventListener('fullscreenchange', onFullScreen);
  leave();
  page = null;
}

// Where full screen is refused (a page that was loaded again, a tablet), the talk fills the window.
export async function enter() {
  root.dataset.talk = 'on';
  document.activeElement?.blur();
  document.dispatchEvent(new Event('fairer:theme')); // charts are drawn with other sizes
  try {
    await root.requestFullscreen?.({ navigationUI: 'hide' });
  } catch {
    // As said.
  }
}

export function leave() {
  if (root.dataset.talk) {
    delete root.dataset.talk;
    document.dispatchEvent(new Event('fairer:theme'));
  }
  if (document.fullscreenElement) {
    document.exitFullscreen().catch(() => {});
  }
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || fairer.types(event.target) || document.querySelector('dialog[open]')) {
    return;
  }
  const talking = root.dataset.talk;
  const command = talking ? keys[event.shiftKey && event.key === 'ArrowRight' ? '.' : event.shiftKey && event.key === 'ArrowLeft' ? ',' : event.key] : event.key === 'p' ? 'enter' : null;
  if (command) {
    event.preventDefault();
    page?.invokeMethodAsync('DoAsync', command);
  }
}

// The browser's own way out of full screen ends the talk, too.
function onFullScreen() {
  if (!document.fullscreenElement && root.dataset.talk) {
    page?.invokeMethodAsync('DoAsync', 'leave');
  }
}
