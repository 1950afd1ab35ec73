// Tells DevicePanel.razor.cs whether the page is in sight.

let tell = null;

export function watch(panel) {
  unwatch();
  tell = () => panel.invokeMethodAsync('SetVisible', document.visibilityState === 'visible').catch(() => {
    // The circuit is gone; the page that comes back tells anew.
  });
  document.addEventListener('visibilitychange', tell);
  tell();
}

export function unwatch() {
  document.removeEventListener('visibilitychange', tell);
}
