/** Environment of a stack: `local` runs the declared fleet, `local.<store>` one self-service store. */
export function environmentOf(stack: string): string {
  return stack.split(".", 1)[0] ?? stack;
}

/** Whether a stack holds one self-service store rather than an environment. */
export function isSelfService(stack: string): boolean {
  return stack.includes(".");
}
