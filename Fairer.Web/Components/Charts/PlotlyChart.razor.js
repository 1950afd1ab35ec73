// Draws what PlotlyChart.razor.cs sends. The server decides what is shown; colours, fonts and margins are decided here,
// since they depend on the theme and the size of the chart.

const states = new WeakMap();
const gone = new WeakSet();
const exports = { format: 'png', scale: 3 };

// One chart after the other, and between them the browser shows what it has drawn.
let turn = Promise.resolve();
let rehearsed = false;

// Where many look on, what all see alike comes by a feed, and nothing is said back.
let feed = null;
const waiting = new Map();

export function show(element, json, server) {
  if (feed?.elements.includes(element)) {
    unfollow();
  }
  return inTurn(() => bringUpToDate(element, [JSON.parse(json)], server));
}

// Says whether anything comes from there.
export function follow(address, elements, servers) {
  unfollow();
  const url = new URL(address, document.baseURI);
  url.protocol = url.protocol.replace('http', 'ws');
  return new Promise(resolve => {
    feed = { url, elements, servers, resolve, losses: 0, came: false, socket: null, again: null };
    setTimeout(giveUp, 5000, feed);
    listen(feed);
  });
}

function unfollow() {
  const left = feed;
  feed = null;
  clearTimeout(left?.again);
  left?.socket?.close();
  left?.resolve(true);
}

function giveUp(own) {
  if (own === feed && !own.came) {
    own.resolve(false);
    unfollow();
  }
}

function listen(own) {
  own.socket = new WebSocket(own.url);
  own.socket.onmessage = ({ data }) => {
    if (own === feed) {
      [own.came, own.losses] = [true, 0];
      own.resolve(true);
      JSON.parse(data).forEach((json, chart) => json && take(own.elements[chart], JSON.parse(json), own.servers[chart]));
    }
  };
  // What is lost without a good-bye is asked for again, ever more rarely and not by all at once: the first message has everything.
  own.socket.onclose = ({ code }) => {
    giveUp(own);
    if (own === feed && code !== 1000) {
      own.again = setTimeout(listen, Math.min(30, 2 ** own.losses++) * (500 + 1000 * Math.random()), own);
    }
  };
}

// What comes while a chart waits for its turn is drawn with it.
function take(element, update, server) {
  const updates = waiting.get(element);
  if (updates) {
    updates.push(update);
    return;
  }
  waiting.set(element, [update]);
  inTurn(() => {
    const all = waiting.get(element);
    waiting.delete(element);
    return bringUpToDate(element, all, server);
  }).catch(fault => console.error(fault));
}

function inTurn(work) {
  const done = turn.then(work);
  turn = done.catch(() => {}).then(() => new Promise(resolve => setTimeout(resolve)));
  return done;
}

async function bringUpToDate(element, updates, server) {
  // A drawing that waited for its turn may find its chart taken away.
  if (gone.has(element) || !element?.isConnected) {
    return;
  }
  const state = states.get(element) ?? start(element);
  state.server = server;
  for (const update of updates) {
    for (const trace of update.traces) {
      state.traces.set(trace.uid, { ...trace, hoverlabel: { bordercolor: trace.marker.color } });
    }
    state.order = update.order;
    state.layout = update.layout ?? state.layout;
  }
  await draw(element, state);
  if (!rehearsed && state.order.length === 0) {
    rehearsed = true;
    setTimeout(() => rehearse(state), 200);
  }
}

// What a browser draws for the first time takes it four times as long; so it draws a point that nobody sees before the first one comes.
async function rehearse(state) {
  const stage = document.createElement('div');
  stage.setAttribute('aria-hidden', 'true');
  stage.style.cssText = 'position: fixed; width: 500px; height: 400px; visibility: hidden';
  document.body.append(stage);
  const bars = { array: [1] };
  const point = { x: [0], y: [0], error_x: bars, error_y: bars, hovertext: [''], name: ' ', marker: { symbol: 'circle' } };
  const traces = ['markers', 'lines+markers', 'markers'].map(mode => ({ ...point, mode, line: { width: 3, dash: 'solid' } }));
  await Plotly.react(stage, traces, layoutOf(state, 500, 400), state.config);
  Plotly.purge(stage);
  stage.remove();
}

export function dispose(element) {
  if (element) {
    gone.add(element);
  }
  if (feed?.elements.includes(element)) {
    unfollow();
  }
  const state = states.get(element);
  if (state) {
    state.stop();
    states.delete(element);
    Plotly.purge(element);
  }
}

function start(element) {
  const state = { traces: new Map(), order: [], layout: null, ranges: null, zoomed: false, revision: null, place: null, pointer: null };
  state.config = configOf(state);
  const redraw = () => state.layout && (element.isConnected ? draw(element, state) : dispose(element));
  let settled;
  const observer = new ResizeObserver(() => {
    clearTimeout(settled);
    settled = setTimeout(() => (element.clientWidth !== state.width || element.clientHeight !== state.height) && redraw(), 100);
  });
  observer.observe(element);
  document.addEventListener('fairer:theme', redraw);
  element.addEventListener('mousemove', event => { state.pointer = { clientX: event.clientX, clientY: event.clientY }; });
  element.addEventListener('mouseleave', () => { state.pointer = null; });
  state.stop = () => {
    clearTimeout(settled);
    observer.disconnect();
    document.removeEventListener('fairer:theme', redraw);
  };
  states.set(element, state);
  return state;
}

async function draw(element, state) {
  const [width, height] = [element.clientWidth, element.clientHeight];
  const resized = element._fullLayout && (element._fullLayout.width !== width || element._fullLayout.height !== height);
  if (resized && state.zoomed && state.revision === state.layout.revision) {
    state.ranges = rangesOf(endsOf(element, state));
  }
  const layout = layoutOf(state, width, height);
  const { l, r, t, b } = layout.margin;
  [state.width, state.height] = [width, height];
  // Plotly fails where its labels leave no room for a plot. What is hidden or too small is drawn as soon as it has grown.
  if (width <= l + r || height <= t + b) {
    return;
  }
  // A chart in another place begins anew: plotly would take the room of its old labels from it, and reset it to its old ranges.
  const place = JSON.stringify([width, height, state.ranges]);
  if (place !== state.place) {
    state.place = place;
    Plotly.purge(element);
  }
  const first = !element._fullLayout;
  const data = [...state.order.map(uid => state.traces.get(uid)), ...emptyPanels(state)];
  const drawn = Plotly.react(element, data, layout, state.config);
  if (first) {
    listenTo(element, state);
  }
  await drawn;
  hoverAgain(state);
}

function listenTo(element, state) {
  element.on('plotly_relayout', change => {
    const keys = Object.keys(change);
    const ranged = keys.some(key => /^[xy]axis\d*\.range/.test(key));
    if (ranged && JSON.stringify(endsOf(element, state)) !== JSON.stringify(state.ranges.flatMap(({ x, y }) => [...x, ...y]))) {
      state.zoomed = true;
      tell(state, 'Zoomed', endsOf(element, state));
    } else if (ranged || keys.some(key => /^[xy]axis\d*\.autorange/.test(key))) {
      state.zoomed = false;
      state.place = null;
      draw(element, state);
      tell(state, 'Zoomed', null);
    }
  });
  element.on('plotly_click', ({ points: [point] }) => tell(state, 'PointClicked', point.fullData.uid, point.data.meta.ids[point.pointIndex]));
}

// Plotly leaves out the axes of a panel that no series is in, but for the first: each gets a point that nobody sees.
function emptyPanels(state) {
  const filled = new Set(state.order.map(uid => state.traces.get(uid).xaxis));
  return state.layout.panels.flatMap((panel, index) => {
    const suffix = index === 0 ? '' : String(index + 1);
    return state.layout.panels.length === 1 || filled.has(`x${suffix}`) ? [] : [{
      uid: `empty-${index}`, mode: 'markers', x: [panel.x.low], y: [panel.y.low], xaxis: `x${suffix}`, yaxis: `y${suffix}`,
      opacity: 0, showlegend: false, hoverinfo: 'skip', meta: { kind: 'empty', ids: [] },
    }];
  });
}

// Whoever has left, or is reconnecting, hears nothing.
function tell(state, what, ...about) {
  state.server?.invokeMethodAsync(what, ...about).catch(() => {});
}

function endsOf(element, state) {
  return state.layout.panels.flatMap((_, index) => {
    const suffix = index === 0 ? '' : String(index + 1);
    return [...element._fullLayout[`xaxis${suffix}`].range, ...element._fullLayout[`yaxis${suffix}`].range];
  });
}

function rangesOf(ends) {
  return Array.from({ length: ends.length / 4 }, (_, i) => ({ x: ends.slice(4 * i, 4 * i + 2), y: ends.slice(4 * i + 2, 4 * i + 4) }));
}

// A redraw takes the hover label away: whoever rests the pointer on a point wants it back at once.
function hoverAgain(state) {
  if (state.pointer) {
    const target = document.elementFromPoint(state.pointer.clientX, state.pointer.clientY);
    if (target?.classList.contains('nsewdrag')) {
      target.dispatchEvent(new MouseEvent('mousemove', { ...state.pointer, bubbles: true }));
    }
  }
}

function layoutOf(state, width, height) {
  const source = state.layout;
  if (state.revision !== source.revision) {
    state.revision = source.revision;
    state.zoomed = source.zoom?.length === 4 * source.panels.length;
    if (state.zoomed) {
      state.ranges = rangesOf(source.zoom);
    }
  }
  // Whoever has zoomed in keeps the view: plotly lets go of it as soon as it is given other ranges than before.
  if (!state.zoomed) {
    state.ranges = source.panels.map(panel => ({ x: rangeOf(panel.x), y: rangeOf(panel.y) }));
  }

  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue(name).trim();
  const text = color('--chart-text');
  const faint = color('--chart-faint');
  const grid = color('--chart-grid');
  const surface = color('--chart-surface');
  const { text: data, warns } = source.data ?? {};
  const shown = warns ? `<b><span style="color:${color('--chart-note')}">${data}</span></b>` : data;
  const subtitle = data ? `${shown} · ${source.subtitle}` : source.subtitle;
  const size = parseFloat(style.getPropertyValue('--chart-font'));
  const captions = source.panels.some(panel => panel.caption);
  // Room for the usual labels: where plotly has to make more, it draws everything twice.
  const margin = { l: 5.3 * size, r: 2.1 * size, t: 4.6 * size + (captions ? 30 : 10), b: 60 };
  const forLegend = height - margin.t - margin.b - 5 * size; // so much a plot keeps
  const layout = {
    width, height, margin,
    title: {
      text: `<b>${source.title}</b>`,
      subtitle: { text: subtitle, font: { size: size - 1, color: faint } },
      font: { size: size + 5, color: text },
      x: 0, xref: 'container', xanchor: 'left', y: 1, yref: 'container', yanchor: 'top', pad: { l: 16, t: 16 },
    },
    font: { family: '"Roboto Flex", Roboto, "Segoe UI", sans-serif', size, color: text },
    paper_bgcolor: surface,
    plot_bgcolor: surface,
    hovermode: 'closest',
    hoverlabel: { align: 'left', bgcolor: surface, font: { size, color: text } },
    dragmode: 'zoom',
    // A long legend scrolls; where there is no room for two lines of it, the plot goes before.
    ...(forLegend < 2 * size && { showlegend: false }),
    legend: {
      maxheight: Math.min(forLegend, height / 2),
      orientation: 'h', x: 0.02, xref: 'container', xanchor: 'left', y: 0.01, yref: 'container', yanchor: 'bottom',
      font: { size: size - 2 }, itemwidth: 30,
    },
    modebar: { orientation: 'h', bgcolor: 'transparent', color: faint, activecolor: text },
    uirevision: source.revision,
    annotations: [],
    shapes: [],
  };

  const rows = Math.ceil(source.panels.length / source.columns);
  source.panels.forEach((panel, index) => {
    const suffix = index === 0 ? '' : String(index + 1);
    const column = index % source.columns;
    const row = Math.floor(index / source.columns);
    const across = cell(column, source.columns, source.ownScales ? 0.24 / source.columns : 0.05);
    const up = cell(rows - 1 - row, rows, 0.16);
    const [x, y] = [`x${suffix}`, `y${suffix}`];
    // Plotly writes into the ranges that it is given.
    layout[`xaxis${suffix}`] = axis(panel.x, [...state.ranges[index].x], across, y, source.columns > 1 ? 4 : 7, size, grid, faint);
    layout[`yaxis${suffix}`] = axis(panel.y, [...state.ranges[index].y], up, x, 7, size, grid, faint);
    if (column > 0 && !source.ownScales) {
      layout[`yaxis${suffix}`].showticklabels = false;
    }
    for (const level of panel.levels ?? []) {
      layout.shapes.push({
        type: 'line', layer: 'below', xref: `${x} domain`, yref: y, x0: 0, x1: 1, y0: level.value, y1: level.value,
        line: { color: faint, width: 1.5, dash: 'dot' },
      });
      if (level.text) {
        layout.annotations.push({
          text: level.text, showarrow: false, xref: `${x} domain`, yref: y, x: 1, xanchor: 'right', y: level.value,
          yanchor: 'bottom', font: { size: size - 2, color: faint },
        });
      }
    }
    if (panel.caption) {
      layout.annotations.push({
        text: panel.caption, showarrow: false, xref: `${x} domain`, yref: `${y} domain`, x: 0.5, y: 1, yanchor: 'bottom',
        font: { size: size - 1, color: text },
      });
    }
    if (panel.note) {
      layout.annotations.push({
        text: panel.note.replaceAll('\n', '<br>'), showarrow: false, xref: `${x} domain`, yref: `${y} domain`, x: 0.5, y: 0.5,
        font: { size: size - 1, color: faint },
      });
    }
    if (panel.hint) {
      layout.annotations.push({
        text: panel.hint, showarrow: false, xref: `${x} domain`, yref: `${y} domain`, x: 0.995, xanchor: 'right', y: 0.995,
        yanchor: 'top', font: { size: size - 2, color: faint },
      });
    }
  });
  return layout;
}

// Plotly counts a logarithmic axis in powers of ten.
function rangeOf(axis) {
  return axis.log ? [Math.log10(axis.low), Math.log10(axis.high)] : [axis.low, axis.high];
}

function axis(source, range, domain, anchor, nticks, size, grid, faint) {
  return {
    title: { text: source.title ?? '', standoff: 10, font: { size } },
    type: source.log ? 'log' : 'linear',
    range, domain, anchor,
    tickmode: source.ticks ? 'array' : source.log ? 'linear' : 'auto',
    dtick: source.log ? 1 : undefined,
    tickvals: source.ticks,
    nticks,
    tickangle: 0,
    gridcolor: grid, zeroline: false, linecolor: faint, ticks: 'outside', tickcolor: faint, ticklen: 4, showline: true,
    tickfont: { size: size - 1 },
    automargin: true,
  };
}

function cell(index, count, gap) {
  const width = (1 - gap * (count - 1)) / count;
  return [index * (width + gap), index * (width + gap) + width];
}

// One for all drawings: given another one, plotly makes the chart anew and draws it once more, and two such drawings at once, each
// with its own, take turns for ever.
function configOf(state) {
  return {
    displaylogo: false,
    responsive: false,
    modeBarButtons: [[picture(state, 'png'), picture(state, 'svg'), 'zoom2d', 'pan2d', 'resetScale2d']],
  };
}

function picture(state, format) {
  return {
    name: `Download as ${format.toUpperCase()}`,
    icon: format === 'png' ? Plotly.Icons.camera : Plotly.Icons['camera-retro'],
    click: chart => Plotly.downloadImage(chart, { ...exports, format, filename: state.layout.fileName }),
  };
}
