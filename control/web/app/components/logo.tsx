/** The product's sign: a stack of crates. */
export function Logo({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden>
      <rect width="32" height="32" rx="8" className="fill-ink" />
      <path d="M7 11.5 16 7l9 4.5-9 4.5z" className="fill-canvas" />
      <path
        d="m7 16 9 4.5 9-4.5M7 20.5 16 25l9-4.5"
        className="fill-none stroke-canvas opacity-60"
        strokeWidth="2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
