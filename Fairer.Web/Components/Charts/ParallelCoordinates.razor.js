// Draws what ParallelCoordinates.razor.cs sends. All lines are drawn once, faintly, on one canvas; on a second one above it
// those within all ranges, which alone is drawn again while a range is dragged. So thousands of lines stay fluent.

const states = new WeakMap();
const margin = { top: 34, bottom: 14, side: 56 };
const reach = 7; // pixels within which the pointer touches a line

export function show(element, json, server) {
  const state = states.get(element) ?? start(element);
  state.server = server;
  const picture = JSON.parse(json);
  const same = state.picture && JSON.stringify(state.picture.axes.map(frame)) === JSON.stringify(picture.axes.map(frame));
  state.picture = picture;
  // Whoever is dragging keeps what is dragged.
  if (!state.drag) {
    state.ranges = picture.axes.map(axis => axis.range);
  }
  if (!same || state.handles.length !== picture.axes.length) {
    makeAxes(element, state);
  }
  draw(element, state);
}

const frame = ({ range, ...rest }) => rest;

export function dispose(element) {
  states.get(element)?.stop();
  states.delete(element);
}

function start(element) {
  const [back, front] = element.querySelectorAll('canvas');
  const state = { back, front, picture: null, ranges: [], handles: [], drag: null, hovered: null, server: null };
  const redraw = () => state.picture && draw(element, state);
  const observer = new ResizeObserver(() => state.picture && (makeAxes(element, state), redraw()));
  observer.observe(element);
  document.addEventListener('fairer:theme', redraw);
  element.addEventListener('pointermove', event => hover(element, state, event));
  element.addEventListener('pointerleave', () => { state.hovered = null; tip(element, null); drawFront(element, state); });
  element.addEventListener('click', event => {
    if (state.hovered && !event.target.closest('.axis')) {
      tell(state, 'LineClicked', state.hovered.id);
    }
  });
  state.stop = () => {
    observer.disconnect();
    document.removeEventListener('fairer:theme', redraw);
  };
  states.set(element, state);
  return state;
}

function tell(state, what, ...about) {
  state.server?.invokeMethodAsync(what, ...about).catch(() => {});
}

function places(element, state) {
  const { clientWidth: width, clientHeight: height } = element;
  const count = state.picture.axes.length;
  const x = i => count === 1 ? width / 2 : margin.side + i * (width - 2 * margin.side) / (count - 1);
  const room = Math.max(20, height - margin.top - margin.bottom);
  const y = (axis, value) => margin.top + (axis.high - value) / (axis.high - axis.low) * room;
  const value = (axis, at) => axis.high - (at - margin.top) / room * (axis.high - axis.low);
  return { width, height, x, y, value, room };
}

function makeAxes(element, state) {
  const host = element.querySelector('.axes');
  const focused = document.activeElement?.dataset?.handle;
  host.replaceChildren();
  state.handles = state.picture.axes.map((axis, i) => makeAxis(element, state, host, axis, i));
  if (focused) {
    host.querySelector(`[data-handle="${focused}"]`)?.focus({ preventScroll: true });
  }
}

function makeAxis(element, state, host, axis, i) {
  const { x, y, value, room } = places(element, state);
  const box = make('div', 'axis', host);
  box.style.left = `${x(i) - 22}px`;
  box.style.top = `${margin.top}px`;
  box.style.height = `${room}px`;
  const name = make('span', 'name', box);
  name.textContent = axis.name;
  name.title = axis.help;
  make('span', 'line', box);
  for (const tick of axis.ticks) {
    const label = make('span', 'tick', box);
    label.textContent = write(tick);
    label.style.top = `${y(axis, tick) - margin.top}px`;
  }
  const band = make('span', 'band', box);
  const ends = ['from', 'to'].map((word, end) => {
    const handle = make('button', 'handle', box);
    handle.type = 'button';
    handle.setAttribute('role', 'slider');
    handle.setAttribute('aria-orientation', 'vertical');
    handle.setAttribute('aria-label', `${axis.name} ${word}`);
    handle.dataset.handle = `${axis.id}-${word}`;
    handle.addEventListener('keydown', event => onKey(element, state, i, end, event));
    return handle;
  });
  box.addEventListener('pointerdown', event => {
    if (event.button !== 0) {
      return;
    }
    event.preventDefault();
    box.setPointerCapture(event.pointerId);
    const at = () => clamp(axis, value(axis, event.clientY - element.getBoundingClientRect().top));
    state.drag = { i, from: grab(state, i, event.target, ends) ?? at(), moved: false };
  });
  box.addEventListener('pointermove', event => {
    if (state.drag?.i === i && event.buttons) {
      const here = clamp(axis, value(axis, event.clientY - element.getBoundingClientRect().top));
      state.drag.moved = true;
      state.ranges[i] = [Math.min(state.drag.from, here), Math.max(state.drag.from, here)];
      later(element, state);
    }
  });
  box.addEventListener('pointerup', () => {
    if (state.drag?.i === i) {
      const { moved } = state.drag;
      state.drag = null;
      // A click without dragging takes the range away.
      choose(element, state, i, moved ? state.ranges[i] : null);
    }
  });
  box.addEventListener('pointercancel', () => { state.drag = null; });
  box.addEventListener('dblclick', () => choose(element, state, i, null));
  return { band, ends };
}

// Taking hold of a handle moves that end; the other one stays.
function grab(state, i, target, ends) {
  const end = ends.indexOf(target);
  return end < 0 || !state.ranges[i] ? null : state.ranges[i][1 - end];
}

function onKey(element, state, i, end, event) {
  const axis = state.picture.axes[i];
  const step = (axis.high - axis.low) / (event.shiftKey ? 10 : 50);
  const move = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step }[event.key];
  if (event.key === 'Delete' || event.key === 'Backspace') {
    event.preventDefault();
    choose(element, state, i, null);
  } else if (move) {
    event.preventDefault();
    const range = [...(state.ranges[i] ?? [axis.low, axis.high])];
    range[end] = clamp(axis, range[end] + move);
    choose(element, state, i, range[0] <= range[1] ? range : [range[end], range[end]]);
  }
}

function choose(element, state, i, range) {
  state.ranges[i] = range && round(state.picture.axes[i], range);
  drawFront(element, state);
  tell(state, 'RangeChosen', state.picture.axes[i].id, state.ranges[i]);
}

// Digits beyond a thousandth of the axis say nothing, and make addresses long.
function round(axis, [low, high]) {
  const digits = Math.max(0, 3 - Math.floor(Math.log10(axis.high - axis.low)));
  return [+low.toFixed(digits), +high.toFixed(digits)];
}

const clamp = (axis, value) => Math.min(axis.high, Math.max(axis.low, value));

function later(element, state) {
  state.frame ??= requestAnimationFrame(() => {
    state.frame = null;
    drawFront(element, state);
  });
}

function draw(element, state) {
  const pen = prepare(element, state.back);
  const { x, y } = places(element, state);
  pen.globalAlpha = 0.1;
  pen.strokeStyle = getComputedStyle(element).getPropertyValue('--chart-faint');
  pen.beginPath();
  for (const line of state.picture.lines) {
    trace(pen, state.picture.axes, line, x, y);
  }
  pen.stroke();
  drawFront(element, state);
}

function drawFront(element, state) {
  const pen = prepare(element, state.front);
  const { x, y } = places(element, state);
  const { axes, lines, open } = state.picture;
  const kept = lines.filter(line => passes(state, line));
  pen.globalAlpha = Math.max(0.12, Math.min(0.75, 60 / Math.max(1, kept.length)));
  pen.lineWidth = 1.4;
  // One stroke a colour: a stroke a line would take ten times as long.
  for (const color of new Set(kept.map(line => line.color))) {
    pen.strokeStyle = color;
    pen.beginPath();
    kept.filter(line => line.color === color).forEach(line => trace(pen, axes, line, x, y));
    pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 3.5;
  for (const line of [lines.find(one => one.id === open), state.hovered]) {
    if (line) {
      pen.strokeStyle = line.color;
      pen.beginPath();
      trace(pen, axes, line, x, y);
      pen.stroke();
    }
  }
  state.handles.forEach(({ band, ends }, i) => {
    const axis = axes[i];
    const [low, high] = state.ranges[i] ?? [axis.low, axis.high];
    const [top, bottom] = [y(axis, high) - margin.top, y(axis, low) - margin.top];
    band.hidden = !state.ranges[i];
    band.style.top = `${top}px`;
    band.style.height = `${Math.max(2, bottom - top)}px`;
    ends.forEach((handle, end) => {
      const value = end === 0 ? low : high;
      handle.style.top = `${end === 0 ? bottom : top}px`;
      handle.classList.toggle('set', Boolean(state.ranges[i]));
      handle.setAttribute('aria-valuemin', axis.low);
      handle.setAttribute('aria-valuemax', axis.high);
      handle.setAttribute('aria-valuenow', value);
      handle.setAttribute('aria-valuetext', write(value));
    });
  });
}

function trace(pen, axes, line, x, y) {
  let down = false;
  axes.forEach((axis, i) => {
    const value = line.values[i];
    if (value === null) {
      down = false;
    } else if (down) {
      pen.lineTo(x(i), y(axis, value));
    } else {
      pen.moveTo(x(i), y(axis, value));
      down = true;
    }
  });
}

function passes(state, line) {
  return state.ranges.every((range, i) => !range || (line.values[i] !== null && line.values[i] >= range[0] && line.values[i] <= range[1]));
}

function hover(element, state, event) {
  if (!state.picture || state.drag) {
    return;
  }
  const bounds = element.getBoundingClientRect();
  const [px, py] = [event.clientX - bounds.left, event.clientY - bounds.top];
  const { x, y } = places(element, state);
  const { axes, lines } = state.picture;
  const i = axes.findIndex((_, k) => k < axes.length - 1 && px >= x(k) && px <= x(k + 1));
  let [best, distance] = [null, reach];
  if (i >= 0) {
    const part = (px - x(i)) / (x(i + 1) - x(i));
    for (const line of lines) {
      const [one, other] = [line.values[i], line.values[i + 1]];
      if (one !== null && other !== null && passes(state, line)) {
        const off = Math.abs(py - (1 - part) * y(axes[i], one) - part * y(axes[i + 1], other));
        if (off < distance) {
          [best, distance] = [line, off];
        }
      }
    }
  }
  if (best !== state.hovered) {
    state.hovered = best;
    element.style.cursor = best ? 'pointer' : '';
    later(element, state);
  }
  tip(element, best && `${best.text}: ${axes.map((axis, k) => `${axis.name} ${best.values[k] === null ? '–' : write(best.values[k])}`).join(', ')}`, px, py);
}

function tip(element, text, px, py) {
  const box = element.querySelector('.tip');
  box.hidden = !text;
  if (text) {
    box.textContent = text;
    box.style.left = `${Math.min(px + 14, element.clientWidth - box.offsetWidth - 4)}px`;
    box.style.top = `${Math.min(py + 14, element.clientHeight - box.offsetHeight - 4)}px`;
  }
}

function prepare(element, canvas) {
  const scale = devicePixelRatio || 1;
  const [width, height] = [Math.round(element.clientWidth * scale), Math.round(element.clientHeight * scale)];
  if (canvas.width !== width || canvas.height !== height) {
    [canvas.width, canvas.height] = [width, height];
  }
  const pen = canvas.getContext('2d');
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, element.clientWidth, element.clientHeight);
  return pen;
}

function make(tag, name, parent) {
  const element = document.createElement(tag);
  element.className = name;
  parent.append(element);
  return element;
}

const write = value => String(+value.toPrecision(3));
