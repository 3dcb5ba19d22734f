import type { ProofSample } from "../api/types.ts";
import { strings } from "../strings.ts";

const slots = 20;
const height = 24;

/** Properties of {@link CheckoutSpark}. */
export interface CheckoutSparkProps {
  /** Test orders, oldest first; the last 20 are shown. */
  readonly proofs: readonly ProofSample[];
}

const looks = [
  ["none", "fill-line"],
  ["sold", "fill-good"],
  ["failed", "fill-bad"],
] as const;

interface Bar {
  readonly kind: (typeof looks)[number][0];
  readonly slot: number;
  readonly size: number;
}

/** A bar as a part of a path: one element a colour, because long lists have many of these. */
function outline({ slot, size }: Bar): string {
  return `M${slot * 5} ${height}v${-size.toFixed(1)}h3.2v${size.toFixed(1)}z`;
}

/** The last test orders as bars: one that sold is as high as it was slow; one that failed is red and full. */
export function CheckoutSpark({ proofs }: CheckoutSparkProps) {
  const shown = proofs.slice(-slots);
  if (shown.length === 0) return <span className="text-[0.8125rem] text-faint">{strings.checkout.none}</span>;
  const slowest = Math.max(...shown.map(({ seconds }) => seconds), 0.001);
  const sold = shown.filter(({ ok }) => ok).length;
  const bars = Array.from({ length: slots }, (_, slot): Bar => {
    const proof = shown[slot - (slots - shown.length)];
    if (proof === undefined) return { kind: "none", slot, size: 3 };
    return proof.ok ? { kind: "sold", slot, size: 6 + (proof.seconds / slowest) * (height - 8) } : { kind: "failed", slot, size: height };
  });
  return (
    <svg viewBox={`0 0 ${slots * 5} ${height}`} className="h-6 w-25" role="img" aria-label={strings.checkout.summary(sold, shown.length)}>
      {looks.map(([kind, look]) => (
        <path key={kind} className={look} d={bars.map((bar) => (bar.kind === kind ? outline(bar) : "")).join("")} />
      ))}
    </svg>
  );
}
