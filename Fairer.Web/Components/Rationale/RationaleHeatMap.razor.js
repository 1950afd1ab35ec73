// Paints what RationaleHeatMap.razor.cs sends. Colours are decided here, since they depend on the theme; a heat map that has
// fewer pixels than cells shows the greatest of those that share a pixel.

const states = new WeakMap();

export function show(element, zero, one, labels) {
  const state = states.get(element) ?? start(element);
  state.zero = floats(zero);
  state.one = floats(one);
  state.labels = labels;
  paint(element, state);
}

export function dispose(element) {
  states.get(element)?.stop();
  states.delete(element);
}

function floats(bytes) {
  return new Float32Array(bytes.slice().buffer);
}

function start(element) {
  const state = { zero: null, one: null, labels: null };
  const repaint = () => state.labels && paint(element, state);
  const observer = new ResizeObserver(repaint);
  element.querySelectorAll('canvas[data-kind]').forEach(canvas => observer.observe(canvas));
  const move = event => tell(element, state, event);
  const leave = () => { tipOf(element).hidden = true; };
  element.addEventListener('mousemove', move);
  element.addEventListener('mouseleave', leave);
  document.addEventListener('fairer:theme', repaint);
  state.stop = () => {
    observer.disconnect();
    document.removeEventListener('fairer:theme', repaint);
  };
  states.set(element, state);
  return state;
}

function paint(element, state) {
  const palette = paletteOf(element);
  for (const canvas of element.querySelectorAll('canvas[data-kind]')) {
    paintMap(canvas, state, palette);
  }
  for (const canvas of element.querySelectorAll('canvas[data-scale]')) {
    const context = canvas.getContext('2d');
    for (let x = 0; x < canvas.width; x++) {
      const share = x / (canvas.width - 1);
      context.fillStyle = css(canvas.dataset.scale === 'size' ? palette.size(share) : palette.difference(2 * share - 1));
      context.fillRect(x, 0, 1, canvas.height);
    }
  }
}

function paintMap(canvas, state, palette) {
  const ratio = devicePixelRatio || 1;
  const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  const height = Math.max(1, Math.round(canvas.clientHeight * ratio));
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const { inputs, units } = state.labels;
  const columns = Math.min(inputs.length, width);
  const rows = Math.min(units.length, height);
  const values = pool(state, canvas.dataset.kind, inputs.length, units.length, columns, rows);
  const image = new ImageData(columns, rows);
  for (let i = 0; i < values.length; i++) {
    const color = canvas.dataset.kind === 'difference' ? palette.difference(signed(values[i], state.labels.scale)) : palette.size(level(values[i], state.labels.scale));
    image.data.set([...color, 255], 4 * i);
  }
  const small = new OffscreenCanvas(columns, rows);
  small.getContext('2d').putImageData(image, 0, 0);
  const context = canvas.getContext('2d');
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, width, height);
}

function pool(state, kind, inputs, units, columns, rows) {
  const values = new Float64Array(columns * rows);
  for (let unit = 0; unit < units; unit++) {
    const row = Math.floor(unit * rows / units);
    for (let input = 0; input < inputs; input++) {
      const k = unit * inputs + input;
      const value = kind === 'zero' ? state.zero[k] : kind === 'one' ? state.one[k] : state.zero[k] - state.one[k];
      const cell = row * columns + Math.floor(input * columns / inputs);
      if (Math.abs(value) > Math.abs(values[cell])) {
        values[cell] = value;
      }
    }
  }
  return values;
}

function level(value, scale) {
  return value > 0 ? Math.min(1, Math.max(0, (Math.log10(value) - scale.low) / (scale.high - scale.low))) : 0;
}

function signed(value, scale) {
  return Math.sign(value) * level(Math.abs(value), scale);
}

function paletteOf(element) {
  const style = getComputedStyle(element);
  const [none, middle, most, zero, one] = ['--heat-none', '--heat-middle', '--heat-most', '--group-0', '--group-1'].map(name => rgb(style.getPropertyValue(name)));
  return {
    size: share => share < 0.55 ? mix(none, middle, share / 0.55) : mix(middle, most, (share - 0.55) / 0.45),
    difference: share => mix(none, share > 0 ? zero : one, Math.abs(share)),
  };
}

function rgb(hex) {
  const text = hex.trim().slice(1);
  return [0, 2, 4].map(place => parseInt(text.slice(place, place + 2), 16));
}

function mix(from, to, share) {
  return from.map((part, i) => Math.round(part + (to[i] - part) * share));
}

function css(color) {
  return `rgb(${color.join(' ')})`;
}

function tipOf(element) {
  return element.querySelector('.tip');
}

function tell(element, state, event) {
  const tip = tipOf(element);
  const canvas = event.target.closest('canvas[data-kind]');
  tip.hidden = !canvas || !state.labels;
  if (tip.hidden) {
    return;
  }
  const { inputs, units, groups, symbol } = state.labels;
  const place = canvas.getBoundingClientRect();
  const at = (offset, size, count) => Math.min(count - 1, Math.max(0, Math.floor(offset / size * count)));
  const input = at(event.clientX - place.left, place.width, inputs.length);
  const unit = at(event.clientY - place.top, place.height, units.length);
  const k = unit * inputs.length + input;
  const number = value => value === 0 ? '0' : value.toExponential(2).replace('-', '−');
  const lines = [
    `${inputs[input]} → ${units[unit]}`,
    `${groups[0]}: ${symbol}⁰ ${number(state.zero[k])}`,
    `${groups[1]}: ${symbol}¹ ${number(state.one[k])}`,
  ];
  tip.replaceChildren(...lines.map(text => Object.assign(document.createElement('div'), { textContent: text })));
  const box = element.getBoundingClientRect();
  const left = event.clientX - box.left;
  tip.style.left = `${Math.max(0, Math.min(left + 14, box.width - tip.offsetWidth - 4))}px`;
  tip.style.top = `${event.clientY - box.top + 16}px`;
}
