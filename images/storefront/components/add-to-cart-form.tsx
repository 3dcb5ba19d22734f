"use client";

import Link from "next/link";
import { useActionState } from "react";
import { addToCart } from "../actions/cart.ts";
import { idle } from "../actions/outcome.ts";
import { strings } from "../shop/strings.ts";
import styles from "./add-to-cart-form.module.css";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

export interface AddToCartFormProps {
  readonly variantId: string;
  /** The most that can be added. */
  readonly max: number;
}

export function AddToCartForm({ variantId, max }: AddToCartFormProps) {
  const [outcome, action] = useActionState(addToCart, idle);
  return (
    <form action={action}>
      <input type="hidden" name="variantId" value={variantId} />
      <div className={styles.row}>
        <label className={styles.quantity}>
          <span>{strings.product.quantity}</span>
          <input type="number" name="quantity" defaultValue={1} min={1} max={max} required inputMode="numeric" />
        </label>
        <div className={styles.add}>
          <SubmitButton busy={strings.product.adding}>{strings.product.add}</SubmitButton>
        </div>
      </div>
      <Notice outcome={outcome}>
        <Link href="/cart" prefetch={false}>
          {strings.product.viewCart}
        </Link>
      </Notice>
    </form>
  );
}
