import { useSyncExternalStore } from "react";

/** Which palette; `system` follows the device. */
export type Theme = "system" | "light" | "dark";

const key = "storefleet.theme";
const listeners = new Set<() => void>();
const device = () => matchMedia("(prefers-color-scheme: dark)");

/** The chosen theme and how to choose another. `public/theme.js` applies it before the first paint. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, readTheme), setTheme];
}

/** Follows the device while no theme is chosen. */
export function followDeviceTheme(): void {
  device().addEventListener("change", apply);
}

function setTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(key);
  else localStorage.setItem(key, theme);
  apply();
  for (const listener of listeners) listener();
}

function readTheme(): Theme {
  const stored = localStorage.getItem(key);
  return stored === "light" || stored === "dark" ? stored : "system";
}

function apply(): void {
  const theme = readTheme();
  document.documentElement.classList.toggle("dark", theme === "dark" || (theme === "system" && device().matches));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
