"use client";

import { useActionState, useEffect, useRef } from "react";
import { type AddressState, saveAddress } from "../actions/checkout.ts";
import { type AddressField, type AddressValues, addressFields, needsProvince } from "../shop/address.ts";
import { strings } from "../shop/strings.ts";
import styles from "./address-form.module.css";
import fieldStyles from "./field.module.css";
import { Field, type FieldProps } from "./field.tsx";
import { SubmitButton } from "./submit-button.tsx";

export interface AddressFormProps {
  readonly values: AddressValues;
  /** Where the shop sends to. */
  readonly countries: readonly { readonly code: string; readonly name: string }[];
}

const autoComplete: Readonly<Record<AddressField, string>> = {
  email: "email",
  first_name: "given-name",
  last_name: "family-name",
  address_1: "address-line1",
  address_2: "address-line2",
  postal_code: "postal-code",
  city: "address-level2",
  province: "address-level1",
  country_code: "country",
  phone: "tel",
};

/** Who and where. The server checks it; the browser's own checks are off so that all errors show at once and in one style. */
export function AddressForm({ values, countries }: AddressFormProps) {
  const [state, action] = useActionState<AddressState, FormData>(saveAddress, { values, errors: {} });
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (hasProblems(state)) summary.current?.focus();
  }, [state]);

  const field = (name: AddressField, more: Partial<FieldProps> = {}) => (
    <Field
      name={name}
      label={strings.fields[name]}
      value={state.values[name]}
      error={state.errors[name]}
      autoComplete={autoComplete[name]}
      {...more}
    />
  );
  return (
    <form className={styles.form} action={action} noValidate>
      {hasProblems(state) && <Problems state={state} ref={summary} />}
      {field("email", { type: "email" })}
      <div className={styles.pair}>
        {field("first_name")}
        {field("last_name")}
      </div>
      {field("address_1")}
      {field("address_2", { optional: strings.checkout.optional })}
      <div className={styles.town}>
        {field("postal_code")}
        {field("city")}
      </div>
      {countries.some(({ code }) => needsProvince(code)) && field("province")}
      <div className={fieldStyles.field}>
        <label htmlFor="country_code">{strings.fields.country_code}</label>
        <select
          key={state.values.country_code}
          id="country_code"
          name="country_code"
          defaultValue={state.values.country_code}
          autoComplete={autoComplete.country_code}
        >
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {field("phone", { type: "tel", optional: strings.checkout.optional })}
      <div>
        <SubmitButton>{strings.checkout.toDelivery}</SubmitButton>
      </div>
    </form>
  );
}

function Problems({ state, ref }: { readonly state: AddressState; readonly ref: React.Ref<HTMLDivElement> }) {
  return (
    <div className={styles.problems} role="alert" tabIndex={-1} ref={ref}>
      <p>{state.message ?? strings.fieldErrors.heading}</p>
      <ul>
        {addressFields.map(
          (name) =>
            state.errors[name] && (
              <li key={name}>
                <a href={`#${name}`}>{state.errors[name]}</a>
              </li>
            ),
        )}
      </ul>
    </div>
  );
}

function hasProblems(state: AddressState): boolean {
  return state.message !== undefined || Object.keys(state.errors).length > 0;
}
