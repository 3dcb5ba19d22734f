"use client";

import { useActionState } from "react";
import { saveDelivery } from "../actions/checkout.ts";
import { idle } from "../actions/outcome.ts";
import { strings } from "../shop/strings.ts";
import styles from "./delivery-form.module.css";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

export interface DeliveryFormProps {
  readonly choices: readonly { readonly id: string; readonly name: string; readonly price: string }[];
  /** Id of the choice that is marked first. */
  readonly chosen: string | undefined;
}

export function DeliveryForm({ choices, chosen }: DeliveryFormProps) {
  const [outcome, action] = useActionState(saveDelivery, idle);
  if (choices.length === 0) return <p>{strings.checkout.noDelivery}</p>;
  return (
    <form action={action}>
      <fieldset className={styles.choices}>
        <legend className="visually-hidden">{strings.checkout.delivery}</legend>
        {choices.map(({ id, name, price }) => (
          <label className={styles.choice} key={id}>
            <input type="radio" name="optionId" value={id} defaultChecked={id === chosen} required />
            <span>{name}</span>
            <span className={styles.price}>{price}</span>
          </label>
        ))}
      </fieldset>
      <SubmitButton>{strings.checkout.toReview}</SubmitButton>
      <Notice outcome={outcome} />
    </form>
  );
}
