import Link from "next/link";
import type { ReactNode } from "react";
import { type CheckoutStep, checkoutSteps } from "../shop/checkout-step.ts";
import { strings } from "../shop/strings.ts";
import styles from "./checkout-section.module.css";

export interface CheckoutSectionProps {
  readonly step: CheckoutStep;
  /** The step that is open now. */
  readonly open: CheckoutStep;
  readonly title: string;
  /** Shown while the step is open. */
  readonly form: ReactNode;
  /** Shown when the step is done. */
  readonly children?: ReactNode;
}

/** One numbered step of the checkout. */
export function CheckoutSection({ step, open, title, form, children }: CheckoutSectionProps) {
  const index = checkoutSteps.indexOf(step);
  const isDone = index < checkoutSteps.indexOf(open);
  const isOpen = step === open;
  return (
    <section className={isOpen || isDone ? styles.section : styles.waiting} aria-current={isOpen ? "step" : undefined}>
      <div className={styles.heading}>
        <h2>
          <span className={styles.number} aria-hidden="true">
            {isDone ? "✓" : index + 1}
          </span>
          {title}
        </h2>
        {isDone && (
          <Link href={`/checkout?step=${step}`} prefetch={false} aria-label={strings.checkout.editStep(title)}>
            {strings.checkout.edit}
          </Link>
        )}
      </div>
      {isOpen && form}
      {isDone && children}
    </section>
  );
}
