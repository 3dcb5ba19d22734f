import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addOnVersions } from "../../stacks/add-ons/versions.ts";

const { chart, version } = addOnVersions.certManager.chart;

/**
 * The pinned chart of cert-manager: from its registry, else from the Go module of the same version, whose content Go checks.
 *
 * @returns its folder, or undefined where neither can be reached
 */
export function certManagerChart(helm: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "storefleet-chart-"));
  const pulled = spawnSync(helm, ["pull", chart, "--version", version, "--untar", "--untardir", folder], { timeout: 30_000 });
  if (pulled.status === 0) return join(folder, "cert-manager");
  const module = `github.com/cert-manager/cert-manager@${version}`;
  const environment = { ...process.env, GOFLAGS: "-mod=mod", GOMODCACHE: join(folder, "modules") };
  const downloaded = spawnSync("go", ["mod", "download", "-json", module], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    timeout: 300_000,
  });
  if (downloaded.status !== 0) return undefined;
  const { Dir: source } = JSON.parse(downloaded.stdout) as { Dir: string };
  const target = join(folder, "cert-manager");
  cpSync(join(source, "deploy", "charts", "cert-manager"), target, { recursive: true });
  spawnSync("chmod", ["--recursive", "u+w", folder]);
  // The module has the chart before its release writes the version into it.
  const file = join(target, "Chart.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll("v0.0.0", version));
  return target;
}
