const cpuPattern = /^(\d+)(m?)$/;
const memoryPattern = /^(\d+)(Mi|Gi)$/;

/**
 * Whole thousandths of a CPU in a quantity such as `50m` or `2`.
 * @throws when the quantity has another form
 */
export function cpuMillis(quantity: string): number {
  const match = cpuPattern.exec(quantity);
  if (match === null) throw new Error(`CPU quantity ${JSON.stringify(quantity)} must look like 250m or 2`);
  return Number(match[1]) * (match[2] === "m" ? 1 : 1000);
}

/**
 * MiB in a quantity such as `384Mi` or `1Gi`.
 * @throws when the quantity has another form
 */
export function memoryMiB(quantity: string): number {
  const match = memoryPattern.exec(quantity);
  if (match === null) throw new Error(`memory quantity ${JSON.stringify(quantity)} must look like 384Mi or 1Gi`);
  return Number(match[1]) * (match[2] === "Gi" ? 1024 : 1);
}

/** The canonical form that the API server stores, so that a comparison with the live object finds no difference. */
export function formatCpu(millis: number): string {
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

/** The canonical form that the API server stores, so that a comparison with the live object finds no difference. */
export function formatMemory(mebibytes: number): string {
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`;
}
