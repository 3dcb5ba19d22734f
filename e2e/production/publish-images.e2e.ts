import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { freePort } from "../../control/web/browser/free-port.ts";
import { publishImage } from "../../images/registry.ts";
import { ensureTools, must, run } from "./tools.ts";

let registry: ChildProcess;
let address = "";
const folder = mkdtempSync(join(tmpdir(), "storefleet-registry-"));

beforeAll(async () => {
  ensureTools("skopeo", "docker-registry");
  address = `127.0.0.1:${await freePort()}`;
  const config = join(folder, "config.yml");
  writeFileSync(config, stringify({ version: 0.1, http: { addr: address }, storage: { filesystem: { rootdirectory: folder } } }));
  registry = spawn("docker-registry", ["serve", config], { stdio: "ignore" });
  for (let attempt = 0; attempt < 100 && !(await answers()); attempt++) await new Promise((resolve) => setTimeout(resolve, 100));
}, 120_000);
afterAll(() => {
  registry?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const answers = () =>
  fetch(`http://${address}/v2/`).then(
    ({ ok }) => ok,
    () => false,
  );

/** A docker-archive with one layer, as Docker writes it. */
function archive(): string {
  const work = mkdtempSync(join(folder, "image-"));
  must("sh", "-c", `cd ${work} && mkdir root && echo hello > root/hello && tar --create --file=layer.tar --directory=root hello`);
  const layer = must("sh", "-c", `sha256sum ${work}/layer.tar | cut -d ' ' -f 1`);
  writeFileSync(
    join(work, "config.json"),
    JSON.stringify({ architecture: "amd64", os: "linux", config: {}, rootfs: { type: "layers", diff_ids: [`sha256:${layer}`] } }),
  );
  const repoTags = ["storefleet.local/valkey:8.1-0123456789ab"];
  writeFileSync(join(work, "manifest.json"), JSON.stringify([{ Config: "config.json", RepoTags: repoTags, Layers: ["layer.tar"] }]));
  must("tar", "--create", `--file=${work}.tar`, `--directory=${work}`, "manifest.json", "config.json", "layer.tar");
  return `${work}.tar`;
}

test("an image is in the registry under the digest that the fleet then names", async () => {
  const image = { file: archive(), reference: "storefleet.local/valkey:8.1-0123456789ab" };
  const published = await publishImage(image, `${address}/acme/storefleet`, { plainHttp: true });
  expect(published).toMatch(new RegExp(`^${address}/acme/storefleet/valkey:8\\.1-0123456789ab@sha256:[0-9a-f]{64}$`));
  const { status, stdout } = run("skopeo", ["inspect", "--tls-verify=false", `docker://${published.replace(/:8\.1-\w+@/, "@")}`]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ Digest: published.split("@")[1], Architecture: "amd64" });
  expect(await publishImage(image, `${address}/acme/storefleet`, { plainHttp: true })).toBe(published);
});

test("refuses when the registry speaks no HTTPS and nobody said so", async () => {
  await expect(publishImage({ file: archive(), reference: "storefleet.local/valkey:8.1-0123456789ab" }, `${address}/acme`)).rejects.toThrow(
    `${address}/acme/valkey:8.1-0123456789ab could not be published`,
  );
});
