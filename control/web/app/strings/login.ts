/** Words of the log-in page. */
export const login = {
  title: "Sign in to Storefleet",
  lead: "Shops that have proven that they can sell.",
  email: "E-mail",
  password: "Password",
  submit: "Sign in",
  or: "or",
  continueWith: (provider: string) => `Continue with ${provider}`,
  providerFailed: "The provider did not sign you in.",
  wrong: "E-mail or password is wrong.",
  limited: "Too many attempts. Wait a minute.",
  hint: "The first start printed the administrator's e-mail and one-time password.",
  expired: "Your session has ended. Sign in again.",
};
