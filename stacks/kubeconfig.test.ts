import { describe, expect, test } from "@jest/globals";
import { clusterIdentity } from "./kubeconfig.ts";

const kubeconfig = (server: string, authority: string, current = "main") => `
apiVersion: v1
kind: Config
current-context: ${current}
contexts:
  - name: main
    context: { cluster: one, user: admin }
clusters:
  - name: one
    cluster: { server: "${server}"${authority === "" ? "" : `, certificate-authority-data: ${authority}`} }
users:
  - name: admin
    user: { token: very-secret }
`;

describe("clusterIdentity", () => {
  test("follows the certificate authority, not the address", () => {
    const identity = clusterIdentity(kubeconfig("https://10.0.0.1:6443", "Q0E="));
    expect(identity).toBe("d5f0c6046c0bd234");
    expect(clusterIdentity(kubeconfig("https://10.0.0.2:6443", "Q0E="))).toBe(identity);
    expect(clusterIdentity(kubeconfig("https://10.0.0.1:6443", "Q0Ey"))).not.toBe(identity);
  });

  test("follows the address when the authority is a public one", () => {
    expect(clusterIdentity(kubeconfig("https://a.example.com", ""))).not.toBe(clusterIdentity(kubeconfig("https://b.example.com", "")));
  });

  test.each([
    ["is no YAML", "a: b: very-secret"],
    ["is something else", "users: [{ name: very-secret }]"],
    ["has a context without a cluster", kubeconfig("https://10.0.0.1:6443", "Q0E=", "other")],
  ])("refuses when the text %s, without showing it", (_, text) => {
    expect(() => clusterIdentity(text)).toThrow("kubeconfig");
    expect(() => clusterIdentity(text)).not.toThrow("very-secret");
  });
});
