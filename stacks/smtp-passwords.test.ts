import { describe, expect, test } from "@jest/globals";
import { program } from "./program.ts";
import { testConfig, testSecretKeys } from "./testing/configuration.ts";
import { record } from "./testing/record.ts";

const images = JSON.stringify({
  mariadb: "storefleet.local/mariadb:11.8-000000000006",
  woocommerce: "storefleet.local/woocommerce:11.0.1-000000000007",
});
const smtp = { host: "smtp.example.com", user: "bramble@example.com" };
const bramble = { name: "bramble", engine: "woocommerce", adminEmail: "admin@bramble.example", smtp };

async function run(store: object, passwords?: Readonly<Record<string, string>>) {
  const config = testConfig({
    "storefleet:images": images,
    "storefleet:smtpPasswords": passwords === undefined ? undefined : JSON.stringify(passwords),
  });
  let message = "";
  const attempt = () => {
    try {
      return program({ declared: [store] });
    } catch (error) {
      message = String(error);
      return {};
    }
  };
  const { resources } = await record(attempt, { stack: "local", config, secretKeys: [...testSecretKeys, "storefleet:smtpPasswords"] });
  const inputs = (name: string) => resources.find((resource) => resource.name === name)?.inputs as Record<string, unknown> | undefined;
  return { message, count: resources.length, secret: inputs("bramble-secret-store-secrets"), release: inputs("bramble-release") };
}

describe("the password at a mail server", () => {
  test("goes into the store's Secret and nowhere else", async () => {
    const { message, secret, release } = await run(bramble, { bramble: "pass-word" });
    expect(message).toBe("");
    expect(JSON.stringify(secret?.stringData)).toContain('"smtp-password":"pass-word"');
    expect(release?.values).toMatchObject({
      smtp: { host: "smtp.example.com", port: 587, security: "starttls", user: "bramble@example.com", from: "admin@bramble.example" },
    });
    expect(JSON.stringify(release)).not.toContain("pass-word");
  });

  test("restarts the pods when it changes", async () => {
    const revision = async (password: string) => {
      const { release } = await run(bramble, { bramble: password });
      return (release as { values: { secretsRevision: string } }).values.secretsRevision;
    };
    expect(await revision("one")).not.toBe(await revision("two"));
    expect(await revision("one")).toBe(await revision("one"));
  });

  test("is refused when it is missing, before anything is touched", async () => {
    const { message, count } = await run(bramble);
    expect(message).toContain('storefleet:smtpPasswords.bramble is missing although bramble\'s smtp.user is "bramble@example.com"');
    expect(message).toContain("fix: pulumi config set --secret --path storefleet:smtpPasswords.bramble");
    expect(count).toBe(0);
  });

  test("is refused when nothing uses it, without being shown", async () => {
    const { message, count } = await run({ ...bramble, smtp: { host: smtp.host } }, { bramble: "pass-word" });
    expect(message).toContain("storefleet:smtpPasswords.bramble belongs to no store of this environment with smtp.user");
    expect(message).not.toContain("pass-word");
    expect(count).toBe(0);
  });

  test("is not needed without a log-in", async () => {
    const { message, secret } = await run({ ...bramble, smtp: { host: smtp.host } });
    expect(message).toBe("");
    expect(JSON.stringify(secret?.stringData)).not.toContain("smtp-password");
  });
});
