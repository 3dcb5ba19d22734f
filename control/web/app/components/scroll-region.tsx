import type { ComponentProps } from "react";

/** A part of a page that scrolls by itself; it can be focused, because without a mouse it could not be scrolled otherwise. */
export function ScrollRegion({ label, ...rest }: ComponentProps<"section"> & { readonly label: string }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: focus is what makes the keys scroll it
  return <section {...rest} aria-label={label} tabIndex={0} />;
}
