/** Pattern of `like` for texts that contain this one; its own wildcards are plain characters. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
