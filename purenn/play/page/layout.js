// Where the parts of the network's drawing stand: a column for the inputs and for each layer with weights. The outputs of
// the layers that follow it, such as an activation, stand in the same column.

export const BOX = { width: 84, height: 40, gap: 2 };
const MOST_BOXES = 6; // a column with more neurons has dots instead of boxes
const MOST_LABELS = 24; // with more weights, the lines have no labels
const MOST_LINES = 400; // a matrix with more weights is drawn as a whole
const BIAS = 28; // height of a bias with its gradient, above the boxes of a neuron
const LOSS_DISTANCE = 128;
const TOP = 26; // below the titles

export function layOut({ layers, values, parameters }) {
  const columns = [{ title: "inputs", names: ["x"], size: values.x.length }];
  for (const { kind, name, weights, biases } of layers) {
    const column = columns[columns.length - 1];
    if (weights) columns.push({ title: kind, names: [name], size: values[name].length, weights, biases });
    else {
      column.title += `, ${kind}`;
      column.names.push(name);
    }
  }
  const counts = columns.map(({ weights }) =>
    weights ? parameters[weights].length * parameters[weights][0].length : 0,
  );
  const distance = columns.length > 3 ? 172 : 208;
  for (const [n, column] of columns.entries()) {
    column.x = BOX.width / 2 + 2 + n * distance;
    column.isBoxed = column.size <= MOST_BOXES;
    column.isBundled = counts[n] > MOST_LINES;
    const stack = column.names.length * (BOX.height + BOX.gap) + (column.biases ? BIAS : 0);
    column.pitch = column.isBoxed ? stack + 18 : Math.max(9.2, Math.min(22, 560 / column.size));
  }
  const height = Math.max(180, ...columns.map(({ pitch, size }) => pitch * size));
  for (const column of columns) {
    if (column.isBoxed) column.pitch = Math.max(column.pitch, Math.min(140, height / column.size));
    const middle = TOP + height / 2;
    column.y = [...Array(column.size)].map((_, j) => middle + column.pitch * (j + 0.5 - column.size / 2));
  }
  const last = columns[columns.length - 1];
  return {
    columns,
    loss: { x: last.x + LOSS_DISTANCE, y: TOP + height / 2 },
    width: last.x + LOSS_DISTANCE + BOX.width / 2 + 2,
    height: TOP + height + 4,
    isLabelled: counts.reduce((sum, count) => sum + count) <= MOST_LABELS,
  };
}

// The upper edge of the box of the k-th output of a neuron.
export function boxTop(column, j, k) {
  const stack = column.names.length * (BOX.height + BOX.gap) - (column.biases ? BIAS - 8 : 0);
  return column.y[j] - stack / 2 + k * (BOX.height + BOX.gap);
}

// The middle of the dot of the k-th output of a neuron.
export const dotX = (column, k) => column.x + 15 * (k - (column.names.length - 1) / 2);

// Where the lines from other neurons end, and where those to other neurons begin.
export function entry(column, j) {
  if (column.isBoxed) return [column.x - BOX.width / 2, boxTop(column, j, 0) + BOX.height / 2];
  return [dotX(column, 0) - 20, column.y[j]];
}
export function exit(column, j) {
  const k = column.names.length - 1;
  if (column.isBoxed) return [column.x + BOX.width / 2, boxTop(column, j, k) + BOX.height / 2];
  return [dotX(column, k) + 8, column.y[j]];
}

// Puts each label at the place of its line, between `from` and `to`, where it covers others least. A few rounds suffice.
export function placeLabels(labels) {
  const at = ({ from, to }, fraction) => [0, 1].map((axis) => from[axis] + (to[axis] - from[axis]) * fraction);
  for (const label of labels) label.place = at(label, 0.5);
  for (let round = 0; round < 6; round++)
    for (const label of labels) {
      let least = Infinity;
      for (let fraction = 0.2; fraction < 0.81; fraction += 0.03) {
        const place = at(label, fraction);
        let cost = Math.abs(fraction - 0.5) * 60;
        for (const other of labels)
          if (other !== label)
            cost +=
              Math.max(0, 62 - Math.abs(place[0] - other.place[0])) *
              Math.max(0, 28 - Math.abs(place[1] - other.place[1]));
        if (cost < least) [least, label.best] = [cost, place];
      }
      label.place = label.best;
    }
}
