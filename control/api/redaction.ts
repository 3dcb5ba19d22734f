/** What a log never shows, wherever it stands in a logged object. */
export const redaction = {
  paths: ["password", "secret", "token", "authorization", "cookie", "kubeconfig", "key", "adminPassword", "DATABASE_URL"].flatMap(
    (name) => [name, `*.${name}`, `*.*.${name}`, `*.headers.${name}`],
  ),
  censor: "[secret]",
};
