/**
 * A path inside this shop that is safe to link or redirect to.
 *
 * @returns "/" for anything else, above all for addresses of other hosts in their odd spellings ("//host", "/\host").
 */
export function localPath(text: string | null | undefined): string {
  return text && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text) ? text : "/";
}
