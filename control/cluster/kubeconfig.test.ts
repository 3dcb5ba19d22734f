import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { clusterIdentity } from "../../stacks/kubeconfig.ts";
import { accountKubeconfig } from "../server/in-cluster/account.ts";
import { loadKubeconfig } from "./kubeconfig.ts";

const folder = mkdtempSync(join(tmpdir(), "account-"));
afterAll(() => rmSync(folder, { recursive: true }));

const authorization = async (text: string) => {
  const options: { headers: Record<string, string> } = { headers: {} };
  await loadKubeconfig(text).applyToHTTPSOptions(options);
  return options.headers.Authorization;
};

test("the account's kubeconfig names the token's file, which is read when it is used", async () => {
  writeFileSync(join(folder, "ca.crt"), "CA");
  writeFileSync(join(folder, "token"), "first");
  const text = await accountKubeconfig(folder);
  expect(text).not.toContain("first");
  expect(await authorization(text)).toBe("Bearer first");
  writeFileSync(join(folder, "token"), "second");
  expect(await authorization(text)).toBe("Bearer second");
});

test("it leads to the same cluster as the administrator's", async () => {
  const administrators = JSON.stringify({
    "current-context": "a",
    contexts: [{ name: "a", context: { cluster: "c", user: "admin" } }],
    clusters: [
      { name: "c", cluster: { server: "https://192.0.2.1:6443", "certificate-authority-data": Buffer.from("CA").toString("base64") } },
    ],
    users: [{ name: "admin", user: { token: "admin-token" } }],
  });
  expect(clusterIdentity(await accountKubeconfig(folder))).toBe(clusterIdentity(administrators));
  expect(await authorization(administrators)).toBe("Bearer admin-token");
});
