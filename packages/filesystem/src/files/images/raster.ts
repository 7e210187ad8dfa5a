/** An image as pixels: four bytes each, red, green, blue and alpha. */
export interface Raster {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Scales an image down so that no side is longer than `longest`; each pixel is the average of those it stands for. */
export function scaledDown(image: Raster, longest: number): Raster {
  const factor = longest / Math.max(image.width, image.height);
  if (factor >= 1) return image;
  const width = Math.max(1, Math.round(image.width * factor));
  const height = Math.max(1, Math.round(image.height * factor));
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = span(y, height, image.height);
    for (let x = 0; x < width; x++) {
      const [left, right] = span(x, width, image.width);
      average(image, { left, right, top, bottom }, data, (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

const span = (at: number, size: number, of: number): [number, number] => {
  const from = Math.floor((at * of) / size);
  return [from, Math.max(from + 1, Math.floor(((at + 1) * of) / size))];
};

interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Colours count by their alpha, so that transparent pixels do not darken their neighbours. */
function average({ width, data }: Raster, { left, right, top, bottom }: Area, into: Uint8Array, at: number): void {
  let [red, green, blue, alpha] = [0, 0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let i = (y * width + left) * 4, end = (y * width + right) * 4; i < end; i += 4) {
      const weight = data[i + 3] ?? 0;
      red += (data[i] ?? 0) * weight;
      green += (data[i + 1] ?? 0) * weight;
      blue += (data[i + 2] ?? 0) * weight;
      alpha += weight;
    }
  }
  const weight = alpha === 0 ? 1 : alpha;
  into[at] = Math.round(red / weight);
  into[at + 1] = Math.round(green / weight);
  into[at + 2] = Math.round(blue / weight);
  into[at + 3] = Math.round(alpha / ((right - left) * (bottom - top)));
}

/** Turns an image upright, by the orientation of its EXIF data (1 to 8). */
export function upright(image: Raster, orientation: number): Raster {
  if (orientation < 2 || orientation > 8) return image;
  const { width, height, data } = image;
  const isTurned = orientation >= 5;
  const [newWidth, newHeight] = isTurned ? [height, width] : [width, height];
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      const isMirrored = [2, 3, 7, 8].includes(orientation);
      const isFlipped = [3, 4, 6, 7].includes(orientation);
      const [across, down] = isTurned ? [y, x] : [x, y];
      const fromX = isMirrored ? width - 1 - across : across;
      const fromY = isFlipped ? height - 1 - down : down;
      const from = (fromY * width + fromX) * 4;
      turned.set(data.subarray(from, from + 4), (y * newWidth + x) * 4);
    }
  }
  return { width: newWidth, height: newHeight, data: turned };
}
