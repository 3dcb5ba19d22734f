/** Part of an OpenAPI document. */
interface Described {
  readonly paths?: unknown;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

/**
 * The same document without schemas that no path leads to: their generator writes each named one twice, as what is sent and as what is
 * answered, whichever of them is used.
 */
export function onlyReferenced<Document extends Described>(document: Document): Document {
  const schemas = document.components?.schemas ?? {};
  const reached = new Set<string>();
  const waiting = referencesIn(document.paths);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    waiting.push(...referencesIn(schemas[name]));
  }
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => reached.has(name)));
  return { ...document, components: { ...document.components, schemas: kept } };
}

function referencesIn(part: unknown): string[] {
  return [...(JSON.stringify(part) ?? "").matchAll(/"\$ref":"#\/components\/schemas\/([^"/]+)"/g)].map(([, name]) => String(name));
}
