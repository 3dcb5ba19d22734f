import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { exampleAgent, exampleServer } from "../../stacks/cluster/cloud-init/example.ts";
import { renderAgent, renderServer } from "../../stacks/cluster/cloud-init/render.ts";
import { type CloudMachine, startCloudMachine } from "./cloud-machine.ts";
import { ensureTools, must } from "./tools.ts";

let node: CloudMachine;
beforeAll(() => ensureTools("curl", "jq"));
beforeEach(async () => {
  node = await startCloudMachine(renderServer(exampleServer));
});
afterEach(() => node.stop());

describe("k3s", () => {
  const installer = '#!/bin/sh\nenv | grep ^INSTALL_K3S | sort > "$REPORT"\n';
  const assets: Readonly<Record<string, string>> = { "/k3s": "#!/bin/sh\necho k3s\n", "/images": "images", "/install.sh": installer };
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const report = () => node.machine.path("/test/report");
  const install = () => node.script("install-k3s.sh", { REPORT: report(), DOWNLOAD_WAIT: "0" });
  const serve: CloudMachine["answer"] = ({ url }) => (assets[url] === undefined ? { status: 404 } : { status: 200, body: assets[url] });
  const pin = () =>
    node.machine.set({
      K3S_BINARY_URL: `${node.cloud.url}/k3s`,
      K3S_BINARY_SHA256: sha256(assets["/k3s"] ?? ""),
      K3S_IMAGES_URL: `${node.cloud.url}/images`,
      K3S_IMAGES_SHA256: sha256("images"),
      K3S_INSTALLER_URL: `${node.cloud.url}/install.sh`,
      K3S_INSTALLER_SHA256: sha256(installer),
    });
  beforeEach(() => {
    node.answer = serve;
    pin();
  });

  test("is installed from checked files", async () => {
    const { status, stderr } = await install();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(must(node.machine.path("/usr/local/bin/k3s"))).toBe("k3s");
    expect(readFileSync(node.machine.path("/var/lib/rancher/k3s/agent/images/k3s-airgap-images-amd64.tar.zst"), "utf8")).toBe("images");
    expect(readdirSync(node.machine.path("/var/lib/rancher/k3s/server/manifests"))).toEqual(["storefleet-access.yaml"]);
    expect(statSync(node.machine.path("/var/lib/rancher/k3s/server/logs")).mode & 0o777).toBe(0o700);
    expect(readFileSync(report(), "utf8")).toBe(
      `INSTALL_K3S_BIN_DIR=${node.machine.path("/usr/local/bin")}\nINSTALL_K3S_EXEC=server\nINSTALL_K3S_SKIP_DOWNLOAD=true\nINSTALL_K3S_SKIP_SELINUX_RPM=true\n`,
    );
  });

  test("is not downloaded twice", async () => {
    expect((await install()).status).toBe(0);
    expect((await install()).status).toBe(0);
    expect(node.cloud.requests.map(({ url }) => url)).toEqual(["/k3s", "/images", "/install.sh"]);
  });

  test.each(["/k3s", "/images", "/install.sh"])("refuses when the checksum of %s does not match", async (bad) => {
    node.answer = ({ url }) => ({ status: 200, body: url === bad ? "tampered" : (assets[url] ?? "") });
    const { status, stderr } = await install();
    expect(status).toBe(1);
    expect(stderr).toContain(
      `${node.cloud.url}${bad} has SHA-256 ${sha256("tampered")}, but ${sha256(assets[bad] ?? "")} is pinned; nothing was installed`,
    );
    expect(existsSync(node.machine.path("/usr/local/bin/k3s"))).toBe(false);
    expect(existsSync(report())).toBe(false);
  });

  test("an upgrade removes what the version before had downloaded", async () => {
    expect((await install()).status).toBe(0);
    node.machine.set({ K3S_VERSION: "v1.36.9+k3s1" });
    expect((await install()).status).toBe(0);
    expect(readdirSync(node.machine.path("/var/lib/rancher/downloads"))).toEqual(["v1.36.9+k3s1"]);
  });

  test("says what could not be downloaded", async () => {
    node.answer = () => ({ status: 503 });
    const { status, stderr } = await install();
    expect(status).toBe(1);
    expect(stderr).toContain(`${node.cloud.url}/k3s could not be downloaded`);
  });

  test("an agent gets no manifests", async () => {
    await node.stop();
    node = await startCloudMachine(renderAgent(exampleAgent));
    node.answer = serve;
    pin();
    expect((await install()).status).toBe(0);
    expect(existsSync(node.machine.path("/var/lib/rancher/k3s/server"))).toBe(false);
    expect(readFileSync(report(), "utf8")).toContain("INSTALL_K3S_EXEC=agent\n");
  });
});

describe("etcd snapshots", () => {
  const snapshot = (name: string, content: string, minutesOld = 5) => {
    const path = `/var/lib/rancher/k3s/server/db/snapshots/${name}`;
    node.machine.write(path, content, 0o600);
    const time = Date.now() / 1000 - minutesOld * 60;
    utimesSync(node.machine.path(path), time, time);
  };
  const uploads = () => node.cloud.requests.filter(({ method }) => method === "PUT");
  beforeEach(() => {
    node.answer = () => ({ status: 201 });
    snapshot("etcd-snapshot-1", "one");
  });

  test("are copied once, as block blobs, with the machine's identity", async () => {
    expect((await node.script("copy-snapshots.sh")).stderr).toContain("1 snapshots copied");
    snapshot("etcd-snapshot-2", "two");
    expect((await node.script("copy-snapshots.sh")).stderr).toContain("1 snapshots copied");
    expect(uploads().map(({ url, body }) => [url, body.toString()])).toEqual([
      [`/etcd-snapshots/${hostname()}/etcd-snapshot-1`, "one"],
      [`/etcd-snapshots/${hostname()}/etcd-snapshot-2`, "two"],
    ]);
    expect(uploads()[0]?.headers).toMatchObject({
      authorization: `Bearer token for https://storage.azure.com/ of ${exampleServer.identityClientId}`,
      "x-ms-blob-type": "BlockBlob",
      "x-ms-version": "2021-12-02",
    });
  });

  test("that are still being written wait for the next time", async () => {
    snapshot("etcd-snapshot-2", "half", 0);
    expect((await node.script("copy-snapshots.sh")).stderr).toContain("1 snapshots copied");
    expect(uploads()).toHaveLength(1);
  });

  test("that could not be copied are tried again", async () => {
    node.answer = () => ({ status: 403 });
    const failed = await node.script("copy-snapshots.sh");
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain(`etcd-snapshot-1 could not be copied to ${node.cloud.url}/etcd-snapshots`);
    node.answer = () => ({ status: 201 });
    expect((await node.script("copy-snapshots.sh")).stderr).toContain("1 snapshots copied");
  });

  test("leave no marker behind when k3s removes them", async () => {
    expect((await node.script("copy-snapshots.sh")).status).toBe(0);
    must("rm", node.machine.path("/var/lib/rancher/k3s/server/db/snapshots/etcd-snapshot-1"));
    expect((await node.script("copy-snapshots.sh")).status).toBe(0);
    expect(readdirSync(node.machine.path("/var/lib/rancher/snapshots-copied"))).toEqual([]);
  });
});
