import { type StoreSpec, smtpOf } from "../stores/schema.ts";
import type { ConfigProblem } from "./config.ts";

/**
 * Passwords that a store's mail server wants and the configuration lacks, and the other way round. Keys are relative to the project, and no
 * value is shown.
 */
export function smtpPasswordProblems(passwords: Readonly<Record<string, string>>, stores: readonly StoreSpec[]): ConfigProblem[] {
  const users = new Map(stores.flatMap((store) => (smtpOf(store)?.user === undefined ? [] : [[store.name, smtpOf(store)?.user]])));
  const missing = [...users].filter(([store]) => passwords[store ?? ""] === undefined);
  const unused = Object.keys(passwords).filter((store) => !users.has(store));
  return [
    ...missing.map(([store, user]) => ({
      key: `smtpPasswords.${store}`,
      message: `is missing although ${store}'s smtp.user is ${JSON.stringify(user)}`,
      fix: `pulumi config set --secret --path storefleet:smtpPasswords.${store}`,
    })),
    ...unused.map((store) => ({
      key: `smtpPasswords.${store}`,
      message: "belongs to no store of this environment with smtp.user",
      fix: `pulumi config rm --path storefleet:smtpPasswords.${store}, or give ${store} smtp.user`,
    })),
  ];
}
