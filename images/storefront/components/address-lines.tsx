import { countryName } from "../server/shop.ts";
import type { Address } from "../store-api/types.ts";
import styles from "./address-lines.module.css";

export interface AddressLinesProps {
  /** Shown first when given. */
  readonly email?: string | null;
  readonly address: Address | null | undefined;
}

export function AddressLines({ email, address }: AddressLinesProps) {
  const name = [address?.first_name, address?.last_name].filter(Boolean).join(" ");
  const town = [address?.postal_code, address?.city].filter(Boolean).join(" ");
  const country = address?.country_code ? countryName(address.country_code) : undefined;
  const lines = [email, name, address?.address_1, address?.address_2, town, address?.province, country, address?.phone];
  return <address className={styles.address}>{lines.map((line) => line && <span key={line}>{line}</span>)}</address>;
}
