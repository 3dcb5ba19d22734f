import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FirstLogin, readFirstLogin } from "../../cli/control-plane/first-login.ts";
import { startControlPlane } from "../../cli/control-plane/start.ts";
import { removeControlPlane } from "../../cli/control-plane/stop.ts";
import { openEnvironment } from "../../cli/environment.ts";
import { workstationCluster } from "../../cli/workstation/cluster.ts";
import { imagesFor } from "../../cli/workstation/images.ts";
import { machineConfig } from "../../cli/workstation/machine-config.ts";
import { obtainTools } from "../../cli/workstation/tools.ts";
import { namespaceName } from "../../constructs/names.ts";
import { controlPlaneFiles } from "../../control/server/settings.ts";
import { freePort } from "../../control/web/browser/free-port.ts";
import { imageReferences } from "../../images/catalog.ts";
import { openWorkstation } from "../workstation.ts";

/** A control plane on the workstation's cluster, started as `storefleet up` does, with a state folder and a port of its own. */
export class OwnControlPlane {
  readonly url: string;
  readonly firstLogin: FirstLogin;
  readonly #stateDir: string;

  /** @param stores File of the declared fleet. */
  static async start(stores: string): Promise<OwnControlPlane> {
    const stateDir = await mkdtemp(join(tmpdir(), "dashboard-"));
    const environment = await openEnvironment({ environment: "local", stores });
    const [cluster, tools] = [await workstationCluster(environment), await obtainTools()];
    const images = (await imageReferences(imagesFor([{ engine: "medusa" }]))) as Record<string, string>;
    const port = process.env.STOREFLEET_PORT;
    process.env.STOREFLEET_PORT = String(await freePort());
    try {
      const { url, firstLoginFile } = await startControlPlane({
        stateDir,
        environment,
        tools,
        machine: await machineConfig(cluster, tools, images),
        unavailable: new Map(),
        stores: environment.stores,
      });
      const firstLogin = firstLoginFile === undefined ? undefined : await readFirstLogin(firstLoginFile);
      if (firstLogin === undefined) throw new Error("a control plane that starts for the first time has no first log-in");
      return new OwnControlPlane(stateDir, url, firstLogin);
    } finally {
      if (port === undefined) delete process.env.STOREFLEET_PORT;
      else process.env.STOREFLEET_PORT = port;
    }
  }

  private constructor(stateDir: string, url: string, firstLogin: FirstLogin) {
    this.#stateDir = stateDir;
    this.url = url;
    this.firstLogin = firstLogin;
  }

  /** The end of what its process wrote. */
  async log(): Promise<string> {
    return (await readFile(controlPlaneFiles(this.#stateDir).log, "utf8")).slice(-5000);
  }

  /** Ends it with its data. @param stores Names of stores of its own that may have been left. */
  async remove(stores: readonly string[]): Promise<void> {
    await removeControlPlane(this.#stateDir);
    const { core } = await openWorkstation();
    for (const store of stores) await core.deleteNamespace({ name: namespaceName(store) }).catch(() => undefined);
    await rm(this.#stateDir, { recursive: true, force: true });
  }
}
