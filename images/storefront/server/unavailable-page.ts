import { strings } from "../shop/strings.ts";

/**
 * The page for a backend that is away, as plain HTML: the framework's own pages cannot be sent with status 503.
 *
 * @param retryPath a path of this shop, checked by the caller.
 */
export function unavailablePage(title: string, retryPath: string, nonce: string): string {
  const words = strings.unavailable;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(words.title)} – ${escapeHtml(title)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style nonce="${escapeHtml(nonce)}">
:root { color-scheme: light dark; --paper: #fbfaf8; --ink: #1d1b18; --muted: #625d55; --accent: #1f5d4c; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --paper: #151412; --ink: #f1eee9; --muted: #aaa49a; --accent: #8fd0b8; --on-accent: #0d211a; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
main { max-width: 30rem; padding: 2rem; text-align: center; }
.shop { margin: 0 0 2rem; color: var(--muted); }
h1 { margin: 0 0 1rem; font: 600 2rem/1.2 "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif; }
p { margin: 0 0 2rem; color: var(--muted); }
a { display: inline-block; padding: 0.75rem 1.5rem; border-radius: 0.5rem; background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
</style>
</head>
<body>
<main>
<p class="shop">${escapeHtml(title)}</p>
<h1>${escapeHtml(words.title)}</h1>
<p>${escapeHtml(words.text)}</p>
<a href="${escapeHtml(retryPath)}">${escapeHtml(words.retry)}</a>
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
