// Starts Blazor, brings the page back after a lost connection, saves files, opens dialogs, copies, makes room and writes addresses.
(() => {
  const overlay = document.getElementById('reconnect');
  const pauses = [200, 500, 1000, 2000];
  let lost = false;

  function pause(attempt) {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, pauses[Math.min(attempt, pauses.length - 1)]);
      const wake = () => document.visibilityState === 'visible' && (clearTimeout(timer), resolve());
      document.addEventListener('visibilitychange', wake, { once: true });
    });
  }

  async function reconnect() {
    for (let attempt = 0; lost; attempt++) {
      await pause(attempt);
      try {
        if (!await Blazor.reconnect()) {
          location.reload(); // The server is there but no longer knows this page: it has been restarted.
          return;
        }
      } catch {
        // The server cannot be reached yet.
      }
    }
  }

  Blazor.start({
    circuit: {
      reconnectionHandler: {
        onConnectionDown() {
          if (!lost) {
            lost = true;
            overlay.showModal();
            reconnect();
          }
        },
        onConnectionUp() {
          lost = false;
          overlay.close();
        },
      },
    },
  });

  function download(name, content, type = 'text/csv') {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // Saves what the server streams: files of any size and kind.
  async function save(name, stream) {
    download(name, await stream.arrayBuffer(), 'application/octet-stream');
  }

  function showModal(dialog) {
    dialog.showModal();
  }

  // On a low screen the curves need the room that sample images take; whoever wants them unfolds them.
  function makeRoom() {
    if (innerHeight < 900) {
      document.querySelectorAll('details.samples').forEach(samples => { samples.open = false; });
    }
  }

  // A page that comes over plain HTTP from another machine has no clipboard; it is left to select the text.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }

  // Writes what a page shows into its address. Whoever has gone on to another page, before the server knows, stays there; and an
  // address that says what is shown already is no new page, though Blazor scrolls to the top when it changes.
  function readdress(address) {
    const url = new URL(address, document.baseURI);
    if (url.pathname !== location.pathname) {
      return;
    }
    const { scrollX, scrollY } = window;
    if (scrollY > 0) {
      const back = () => window.scrollY === 0 && scrollTo(scrollX, scrollY);
      addEventListener('scroll', back, { once: true });
      setTimeout(() => removeEventListener('scroll', back), 1000);
    }
    Blazor.navigateTo(url.href, { replaceHistoryEntry: true });
  }

  window.fairer = { ...window.fairer, copy, download, makeRoom, readdress, save, showModal };
})();
