"use client";

import { type FocusEvent, useActionState } from "react";
import { changeQuantity } from "../actions/cart.ts";
import { idle } from "../actions/outcome.ts";
import { maxQuantity } from "../shop/product.ts";
import { strings } from "../shop/strings.ts";
import { Notice } from "./notice.tsx";
import styles from "./quantity-form.module.css";

export interface QuantityFormProps {
  readonly itemId: string;
  readonly quantity: number;
  /** What the line is, for labels. */
  readonly name: string;
}

/** Changes one line of the cart. Each button sends the form, so it works without scripts. */
export function QuantityForm({ itemId, quantity, name }: QuantityFormProps) {
  const [outcome, action, pending] = useActionState(changeQuantity, idle);
  return (
    <>
      <div className={styles.row} data-pending={pending}>
        <form className={styles.stepper} action={action}>
          <input type="hidden" name="itemId" value={itemId} />
          {/* Enter in the number field presses the first button of a form. */}
          <button className="visually-hidden" type="submit" tabIndex={-1}>
            {strings.cart.update}
          </button>
          <button type="submit" name="step" value="-1" aria-label={strings.cart.fewer(name)}>
            −
          </button>
          <input
            key={quantity}
            type="number"
            name="quantity"
            defaultValue={quantity}
            min={0}
            max={maxQuantity}
            required
            inputMode="numeric"
            aria-label={strings.cart.quantity(name)}
            onBlur={sendIfChanged}
          />
          <button type="submit" name="step" value="1" aria-label={strings.cart.more(name)}>
            +
          </button>
        </form>
        <form action={action}>
          <input type="hidden" name="itemId" value={itemId} />
          <input type="hidden" name="quantity" value="0" />
          <button className={styles.remove} type="submit" aria-label={strings.cart.removeLabel(name)}>
            {strings.cart.remove}
          </button>
        </form>
      </div>
      <Notice outcome={outcome.status === "error" ? outcome : idle} />
    </>
  );
}

// A number that was typed and left must not get lost on the way to the checkout; the form's own buttons send it themselves.
function sendIfChanged({ currentTarget, relatedTarget }: FocusEvent<HTMLInputElement>): void {
  const { form, value, defaultValue } = currentTarget;
  if (value !== defaultValue && !form?.contains(relatedTarget)) form?.requestSubmit();
}
