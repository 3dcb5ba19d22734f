import type { ProofSample } from "../api/types.ts";
import { strings } from "../strings.ts";
import { absoluteTime, duration } from "./format.ts";

const slots = 20;
const height = 24;

/** Properties of {@link CheckoutSpark}. */
export interface CheckoutSparkProps {
  /** Test orders, oldest first; the last 20 are shown. */
  readonly proofs: readonly ProofSample[];
}

/** The last test orders as bars: one that sold is as high as it was slow; one that failed is red and full. */
export function CheckoutSpark({ proofs }: CheckoutSparkProps) {
  const shown = proofs.slice(-slots);
  if (shown.length === 0) return <span className="text-[0.8125rem] text-faint">{strings.checkout.none}</span>;
  const slowest = Math.max(...shown.map(({ seconds }) => seconds), 0.001);
  const sold = shown.filter(({ ok }) => ok).length;
  return (
    <svg viewBox={`0 0 ${slots * 5} ${height}`} className="h-6 w-25" role="img" aria-label={strings.checkout.summary(sold, shown.length)}>
      {Array.from({ length: slots }, (_, slot) => {
        const proof = shown[slot - (slots - shown.length)];
        const size = proof === undefined ? 3 : proof.ok ? 6 + (proof.seconds / slowest) * (height - 8) : height;
        const look = proof === undefined ? "fill-line" : proof.ok ? "fill-good" : "fill-bad";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its position
          <rect key={slot} x={slot * 5} y={height - size} width="3.2" height={size} rx="1.2" className={look}>
            {proof !== undefined && <title>{strings.checkout.bar(proof.ok, absoluteTime(proof.at), duration(proof.seconds))}</title>}
          </rect>
        );
      })}
    </svg>
  );
}
