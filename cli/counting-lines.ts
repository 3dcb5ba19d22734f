/** How long a line that only counts on is left out after it was shown, in milliseconds. */
const quietMilliseconds = 30_000;
/** Times and sizes, which grow while the same thing goes on; other numbers mean something. */
const counts = /\d+(?:\.\d+)? ?(?:s|min|h|kB|MB|GB|KiB|MiB|GiB|%)(?![a-z])/gi;

/**
 * Chooses the lines that are worth a place in a log, where nothing is overwritten: `building pulumi (41 s)` tells nothing that
 * `building pulumi (40 s)` did not.
 *
 * @returns whether to show a line: it says something else than the last one, or it counts on and was shown a while ago
 */
export function countingLines(now: () => number = Date.now): (line: string) => boolean {
  const shown = new Map<string, number>();
  let last = "";
  return (line) => {
    const words = line.replace(counts, "#");
    const counting = words !== line && now() - (shown.get(words) ?? Number.NEGATIVE_INFINITY) < quietMilliseconds;
    if (line === last || counting) return false;
    shown.set(words, now());
    last = line;
    return true;
  };
}
