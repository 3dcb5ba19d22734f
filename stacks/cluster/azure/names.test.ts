import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { azureHost, azureNames, normalLocation } from "./names.ts";

const rootSecret = Buffer.alloc(32, 7).toString("base64");
const stacks = fc.stringMatching(/^[A-Za-z][-A-Za-z0-9_.]{0,90}$/);
const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("base64"));

describe("azureNames", () => {
  test("names everything after the stack", () => {
    const names = azureNames("prod", rootSecret);
    expect({ ...names, agent: names.agent(2) }).toEqual({
      group: "storefleet-prod",
      backupGroup: "storefleet-prod-snapshots",
      network: "storefleet-prod",
      server: "storefleet-prod-server",
      vault: names.vault,
      storage: names.storage,
      dnsLabel: names.dnsLabel,
      agent: "storefleet-prod-agent-2",
    });
    expect(names.vault).toMatch(/^sf-prod-[0-9a-f]{8}$/);
    expect(names.storage).toBe(names.vault.replaceAll("-", ""));
    expect(names.dnsLabel).toBe(`storefleet-prod-${names.vault.slice(-8)}`);
  });

  test("keeps to Azure's rules for every stack", () => {
    fc.assert(
      fc.property(stacks, secrets, (stack, secret) => {
        const names = azureNames(stack, secret);
        expect(names.vault).toMatch(/^[a-z][a-z0-9-]{1,22}[a-z0-9]$/);
        expect(names.vault).not.toContain("--");
        expect(names.storage).toMatch(/^[a-z0-9]{3,24}$/);
        expect(names.dnsLabel).toMatch(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/);
        expect(names.server).toMatch(/^[a-z][-a-z0-9]{0,62}[a-z0-9]$/);
        expect(names.agent(9)).toMatch(/^[a-z][-a-z0-9]{0,62}[a-z0-9]$/);
        expect(names.group.length).toBeLessThanOrEqual(90);
      }),
    );
  });

  test("are the same for ever, and others for another root secret", () => {
    fc.assert(
      fc.property(secrets, secrets, (one, other) => {
        expect(azureNames("prod", one).vault).toBe(azureNames("prod", one).vault);
        if (one !== other) expect(azureNames("prod", one).vault).not.toBe(azureNames("prod", other).vault);
      }),
    );
  });
});

test("azureHost is the name that Azure gives to a labelled address", () => {
  expect(azureHost("storefleet-prod-0a1b2c3d", normalLocation("West Europe"))).toBe(
    "storefleet-prod-0a1b2c3d.westeurope.cloudapp.azure.com",
  );
});
