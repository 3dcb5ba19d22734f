const cpuFactors: Readonly<Record<string, number>> = { "": 1e3, m: 1, u: 1e-3, n: 1e-6 };

const byteFactors: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  m: 1e-3,
};

/**
 * Thousandths of a CPU in any form that the API server gives out, as exact as it says.
 *
 * @throws when the quantity has another form
 */
export function millis(quantity: string): number {
  return scaled("CPU", quantity, cpuFactors);
}

/**
 * Bytes in any form that the API server gives out.
 *
 * @throws when the quantity has another form
 */
export function bytes(quantity: string): number {
  return scaled("memory", quantity, byteFactors);
}

function scaled(resource: string, quantity: string, factors: Readonly<Record<string, number>>): number {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([a-zA-Z]*)$/.exec(quantity);
  const unit = match?.[2] ?? "";
  const factor = Object.hasOwn(factors, unit) ? factors[unit] : undefined;
  if (match === null || factor === undefined) throw new Error(`${resource} quantity ${JSON.stringify(quantity)} is not known`);
  return Number(match[1]) * factor;
}
