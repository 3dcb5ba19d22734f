import { createHash } from "node:crypto";

const shapes = [
  '<circle cx="200" cy="200" r="110"/>',
  '<rect x="100" y="100" width="200" height="200" rx="36"/>',
  '<path d="M200 80 320 300H80Z"/>',
  '<path d="M200 80 320 200 200 320 80 200Z"/>',
  '<path d="M90 240a110 110 0 0 1 220 0Z"/>',
];

/** A square SVG for a sample product: shape and colours follow from the name, so equal names give equal pictures. */
export function samplePicture(name) {
  const [hue, shape, angle] = createHash("sha256").update(name).digest();
  const degrees = Math.round((hue / 256) * 360);
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400" role="img">',
    `<rect width="400" height="400" fill="hsl(${degrees} 45% 92%)"/>`,
    `<g fill="hsl(${degrees} 50% 45%)" transform="rotate(${(angle % 4) * 15} 200 200)">${shapes[shape % shapes.length]}</g>`,
    "</svg>",
  ].join("");
}
