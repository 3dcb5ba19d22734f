"use client";

import { useActionState } from "react";
import { placeOrder } from "../actions/checkout.ts";
import { idle } from "../actions/outcome.ts";
import { strings } from "../shop/strings.ts";
import { Notice } from "./notice.tsx";
import styles from "./place-order-form.module.css";
import { SubmitButton } from "./submit-button.tsx";

export interface PlaceOrderFormProps {
  /** The total that the shopper agrees to, in whole currency units; the order is not placed when it has changed. */
  readonly total: number;
  readonly label: string;
}

export function PlaceOrderForm({ total, label }: PlaceOrderFormProps) {
  const [outcome, action] = useActionState(placeOrder, idle);
  return (
    <form action={action}>
      <input type="hidden" name="total" value={total} />
      <div className={styles.payment}>
        <p className={styles.name}>{strings.checkout.payLater}</p>
        <p>{strings.checkout.payLaterHint}</p>
      </div>
      <SubmitButton busy={strings.checkout.placing}>{label}</SubmitButton>
      <Notice outcome={outcome} />
    </form>
  );
}
