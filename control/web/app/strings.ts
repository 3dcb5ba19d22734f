import { account } from "./strings/account.ts";
import { audit } from "./strings/audit.ts";
import { create } from "./strings/create.ts";
import { edit } from "./strings/edit.ts";
import { login } from "./strings/login.ts";
import { planPreview } from "./strings/plan-preview.ts";
import { shell } from "./strings/shell.ts";
import { store } from "./strings/store.ts";
import { stores } from "./strings/stores.ts";
import { system } from "./strings/system.ts";
import { terms } from "./strings/terms.ts";
import { usage } from "./strings/usage.ts";
import { users } from "./strings/users.ts";

/** Every word that the dashboard's users read, in one place, except texts that the API or the store's schema gives. */
export const strings = { ...shell, ...terms, account, audit, create, edit, login, planPreview, store, stores, system, usage, users };
