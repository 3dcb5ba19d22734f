/** Values shorter than this are no secrets of ours and would blank out ordinary words. */
const shortestSecret = 8;

/** Makes a function that takes known secret values out of a text. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const values = secrets.filter((value) => value.length >= shortestSecret).sort((a, b) => b.length - a.length);
  return (text) => values.reduce((shown, value) => shown.replaceAll(value, "[secret]"), text);
}
