import type { Role } from "../../api/types.ts";
import { strings } from "../../strings.ts";

/** Roles as entries of a selection list, the lesser first. */
export const roleOptions = (["member", "admin"] as const satisfies readonly Role[]).map((value) => ({
  value,
  label: strings.account.roles[value],
}));
