import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parse, stringify } from "yaml";
import { openCrypter } from "./crypter.ts";
import { EngineError } from "./errors.ts";
import { type MachineConfig, prepareStack } from "./stack-files.ts";
import { stackLayout } from "./stack-layout.ts";

let root = "";
let projectDir = "";
let stateDir = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "stack-files-"));
  projectDir = join(root, "checkout");
  stateDir = join(root, "state");
  mkdirSync(projectDir);
  writeFileSync(join(projectDir, "Pulumi.yaml"), "name: storefleet\nmain: stacks/index.ts\nruntime:\n  name: nodejs\n");
  writeCommitted("local", { cluster: "local", baseDomain: "localhost", ingress: { install: true, hostPorts: { http: 80 } } });
  writeCommitted("prod", { cluster: "existing", baseDomain: "shops.example.com" });
});
afterEach(() => rmSync(root, { recursive: true }));

function writeCommitted(environment: string, values: Record<string, unknown>): void {
  const config = Object.fromEntries(Object.entries(values).map(([name, value]) => [`storefleet:${name}`, value]));
  writeFileSync(join(projectDir, `Pulumi.${environment}.yaml`), stringify({ config }));
}

const kubeconfig = (authority: string, server = "https://192.0.2.1:6443") =>
  stringify({
    "current-context": "a",
    contexts: [{ name: "a", context: { cluster: "c" } }],
    clusters: [{ name: "c", cluster: { server, "certificate-authority-data": authority } }],
    users: [{ name: "admin", user: { token: "kube-token" } }],
  });

const prepare = (machine: Partial<MachineConfig> = {}, stack = "local") =>
  prepareStack({ stack, stateDir, projectDir, machine: { kubeconfig: kubeconfig("Q0E="), ...machine } });

async function refusal(attempt: Promise<unknown>): Promise<EngineError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof EngineError)) throw new Error(`expected an EngineError, got ${String(error)}`);
  return error;
}

const configFile = (stack = "local") => stackLayout(stateDir, stack).configFile;
const written = (stack = "local") =>
  parse(readFileSync(configFile(stack), "utf8")) as { encryptionsalt: string; config: Record<string, unknown> };

/** Puts a state with one store into the file backend, as a deployment would. */
function deploy(stack = "local"): void {
  const folder = join(stackLayout(stateDir, stack).backendDirectory, ".pulumi", "stacks", "storefleet");
  mkdirSync(folder, { recursive: true });
  const resources = [{ type: "pulumi:pulumi:Stack" }, { type: "pulumi:providers:kubernetes" }, { type: "storefleet:index:Store" }];
  writeFileSync(join(folder, `${stack}.json`), JSON.stringify({ version: 3, checkpoint: { latest: { resources } } }));
}

describe("prepareStack", () => {
  test("composes committed values, machine values and secrets", async () => {
    const layout = await prepare({ images: { medusa: "m:1" }, ingressImage: "t:1", httpPort: 8080, kubernetesPluginVersion: "4.18.1" });
    const { config, encryptionsalt } = written();
    const { "storefleet:rootSecret": rootSecret, "storefleet:kubeconfig": secretKubeconfig, ...plain } = config;
    expect(plain).toEqual({
      "storefleet:cluster": "local",
      "storefleet:baseDomain": "localhost",
      "storefleet:images": { medusa: "m:1" },
      "storefleet:ingress": { install: true, hostPorts: { http: 8080 }, image: "t:1" },
      "storefleet:httpPort": 8080,
      "storefleet:kubernetesPluginVersion": "4.18.1",
    });
    const crypter = await openCrypter(readFileSync(layout.passphraseFile, "utf8").trim(), encryptionsalt);
    expect(crypter.decrypt((secretKubeconfig as { secure: string }).secure)).toBe(kubeconfig("Q0E="));
    expect(Buffer.from(crypter.decrypt((rootSecret as { secure: string }).secure), "base64")).toHaveLength(32);
    expect(parse(readFileSync(join(layout.directory, "Pulumi.yaml"), "utf8"))).toEqual({
      name: "storefleet",
      main: join(projectDir, "stacks/index.ts"),
      runtime: { name: "nodejs" },
      backend: { url: `file://${stateDir}/pulumi` },
    });
  });

  test("keeps every file to its owner and leaves nothing temporary", async () => {
    const layout = await prepare();
    for (const file of [layout.configFile, layout.passphraseFile, join(layout.directory, "Pulumi.yaml")]) {
      expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
    }
    expect((statSync(layout.directory).mode & 0o777).toString(8)).toBe("700");
    expect(readdirSync(layout.directory).sort()).toEqual(["Pulumi.local.yaml", "Pulumi.yaml", "passphrase"]);
  });

  test("writes the same bytes when nothing changed", async () => {
    await prepare({ images: { medusa: "m:1" } });
    const before = readFileSync(configFile(), "utf8");
    await prepare({ images: { medusa: "m:1" } });
    expect(readFileSync(configFile(), "utf8")).toBe(before);
    expect(before).not.toContain("kube-token");
  });

  test("follows the committed values, but never loses a secret or an image that was known", async () => {
    await prepare({ images: { medusa: "m:1", valkey: "v:1" } });
    const before = written().config;
    writeCommitted("local", { cluster: "local", baseDomain: "shops.test", ingress: { install: false } });
    await prepare({ images: { medusa: "m:2" } });
    const after = written().config;
    expect(after["storefleet:baseDomain"]).toBe("shops.test");
    expect(after["storefleet:images"]).toEqual({ medusa: "m:2", valkey: "v:1" });
    expect(after["storefleet:rootSecret"]).toEqual(before["storefleet:rootSecret"]);
  });

  test("keeps a secret that was set by hand", async () => {
    await prepare();
    const file = written();
    const crypter = await openCrypter(readFileSync(stackLayout(stateDir, "local").passphraseFile, "utf8").trim(), file.encryptionsalt);
    file.config["storefleet:extra"] = { secure: crypter.encrypt("x") };
    writeFileSync(configFile(), stringify(file));
    await prepare();
    expect(written().config["storefleet:extra"]).toEqual(file.config["storefleet:extra"]);
    const inside = { bramble: { secure: crypter.encrypt("y") } };
    writeFileSync(configFile(), stringify({ ...file, config: { ...file.config, "storefleet:smtpPasswords": inside } }));
    await prepare();
    expect(written().config["storefleet:smtpPasswords"]).toEqual(inside);
  });

  test("gives a self-service stack its own folder and root secret, and the environment's passphrase", async () => {
    await prepare();
    const layout = await prepare({ store: { name: "shop", engine: "medusa" } }, "local.shop");
    expect(written("local.shop").config["storefleet:store"]).toEqual({ name: "shop", engine: "medusa" });
    expect(layout.passphraseFile).toBe(stackLayout(stateDir, "local").passphraseFile);
    expect(written("local.shop").config["storefleet:rootSecret"]).not.toEqual(written().config["storefleet:rootSecret"]);
  });

  test("accepts another address of the same cluster", async () => {
    await prepare();
    deploy();
    await prepare({ kubeconfig: kubeconfig("Q0E=", "https://192.0.2.9:6443") });
  });

  test("refuses when the stack has resources but no root secret", async () => {
    await prepare();
    deploy();
    rmSync(configFile());
    const error = await refusal(prepare());
    expect(error.code).toBe("RootSecretMissing");
    expect(error.message).toContain("would replace the password of every store");
    expect(readdirSync(stackLayout(stateDir, "local").directory)).not.toContain("Pulumi.local.yaml");
  });

  test("refuses when the stack describes another cluster", async () => {
    await prepare();
    deploy();
    const before = readFileSync(configFile(), "utf8");
    expect((await refusal(prepare({ kubeconfig: kubeconfig("T1RIRVI=") }))).code).toBe("ClusterChanged");
    expect(readFileSync(configFile(), "utf8")).toBe(before);
  });

  test("takes another cluster while nothing is deployed", async () => {
    await prepare();
    await prepare({ kubeconfig: kubeconfig("T1RIRVI=") });
  });

  test("refuses when the passphrase is wrong", async () => {
    const layout = await prepare();
    writeFileSync(layout.passphraseFile, "another\n");
    const error = await refusal(prepare());
    expect(error.code).toBe("WrongPassphrase");
    expect(error.message).toContain(layout.passphraseFile);
  });

  test("refuses when the passphrase is lost", async () => {
    const layout = await prepare();
    rmSync(layout.passphraseFile);
    expect((await refusal(prepare())).code).toBe("PassphraseMissing");
  });

  test("never makes a passphrase for anything but a workstation", async () => {
    const error = await refusal(prepare({}, "prod"));
    expect(error.code).toBe("PassphraseMissing");
    expect(error.message).toContain(stackLayout(stateDir, "prod").passphraseFile);
    mkdirSync(stackLayout(stateDir, "prod").directory, { recursive: true });
    writeFileSync(stackLayout(stateDir, "prod").passphraseFile, "from the vault\n", { mode: 0o644 });
    await prepare({}, "prod");
    expect((statSync(stackLayout(stateDir, "prod").passphraseFile).mode & 0o777).toString(8)).toBe("600");
  });

  test("refuses when the environment is unknown", async () => {
    const error = await refusal(prepare({}, "staging"));
    expect(error.code).toBe("ConfigMissing");
    expect(error.message).toContain("Known environments: local, prod.");
  });
});

describe("the control plane in the cluster", () => {
  const addOns = () => written().config["storefleet:addOns"];

  test("is asked for by this machine, with its account, and stays until it is stopped", async () => {
    await prepare();
    expect(addOns()).toBeUndefined();
    await prepare({ controlPlane: "running" });
    expect(addOns()).toEqual({ platform: true, controlPlane: "running" });
    await prepare();
    expect(addOns()).toEqual({ platform: true, controlPlane: "running" });
    await prepare({ controlPlane: "stopped" });
    expect(addOns()).toEqual({ platform: true, controlPlane: "stopped" });
  });

  test("leaves the committed add-ons as they are", async () => {
    writeCommitted("local", { cluster: "local", baseDomain: "localhost", addOns: { metricsServer: true } });
    await prepare({ controlPlane: "running" });
    expect(addOns()).toEqual({ metricsServer: true, platform: true, controlPlane: "running" });
  });
});
