import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { productionImages } from "../../stacks/testing/production.ts";
import { ApiServer } from "./api-server.ts";
import { Checkout } from "./checkout.ts";
import { fileOf, runbook } from "./runbook.ts";
import { ensureTools, type Finished } from "./tools.ts";

// The runbook's self-service part is optional, and its database would wait here for a node that never comes.
const { "control-plane": _, ...storeImages } = productionImages;

let api: ApiServer;
let person: Checkout;

beforeAll(async () => {
  ensureTools("jq");
  api = await ApiServer.start({ controllers: true });
  person = await Checkout.make(api.kubeconfig());
  // What the registry's step of the runbook writes.
  appendFileSync(join(person.folder, "Pulumi.prod.yaml"), `  storefleet:images: '${JSON.stringify(storeImages)}'\n`);
  person.shell("mkdir -p -m 700 ~/.ssh && ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519");
}, 180_000);
afterAll(async () => {
  person?.delete();
  await api?.stop();
});

/** Does what a page says is tested, block by block; what each printed, by its text. */
function follow(page: string): string[] {
  return runbook(page)
    .filter(({ tested }) => tested)
    .map((block) => {
      if (block.language === "ts") {
        person.write(fileOf(block), block.text);
        return "";
      }
      const { status, stdout, stderr } = person.shell(block.text);
      if (status !== 0) throw new Error(`${block.where} ended with ${status}:\n${stdout.slice(-4000)}\n${stderr.slice(-2000)}`);
      return stdout;
    });
}

const preview = (lines: string, without: readonly string[] = []): Finished => person.shell(`${lines}\npulumi preview`, without);
const summary = (options = ""): Finished => person.shell(`npx storefleet preview -e prod --summary ${options}`);

/** Does something to the configuration or the fleet, and puts both back. */
function trying<T>(attempt: () => T): T {
  const before = ["Pulumi.prod.yaml", "stores/stores.ts"].map((path) => [path, person.read(path)] as const);
  try {
    return attempt();
  } finally {
    for (const [path, content] of before) person.write(path, content);
  }
}

const fleet = (count: number) =>
  `export default ${JSON.stringify(Array.from({ length: count }, (_, index) => ({ name: `shop-${index}`, engine: "medusa", adminEmail: "a@shop.example", environments: ["prod"] })))};\n`;

describe("docs/production.md", () => {
  test("leads from nothing to a deployed fleet", () => {
    const printed = follow("production.md");
    expect(printed.find((text) => text.includes("### Plan"))).toContain("| `flora` | create | kept |");
    expect(printed.at(-1)).toMatch(/ns1-01\.azure-dns\.com\./);
    expect(api.kubectl(["get", "namespace", "store-flora", "--output=name"]).stdout).toBe("namespace/store-flora\n");
    expect(api.kubectl(["get", "validatingadmissionpolicy", "--output=name"]).stdout).toContain("storefleet-guardrails");
  }, 400_000);

  test("a second preview finds nothing to change", () => {
    expect(summary("--refresh").stdout).toContain("Nothing changes.");
  });
});

describe("refuses when", () => {
  const azure = (key: string, value: string) => `pulumi config set --path storefleet:azure.${key} -- ${value}`;
  test.each([
    ["adminCidrs is missing", "pulumi config rm --path storefleet:azure.adminCidrs", "storefleet:azure.adminCidrs is missing"],
    [
      "adminCidrs is open to the world",
      "pulumi config set --path 'storefleet:azure.adminCidrs[0]' 0.0.0.0/0",
      "storefleet:azure.adminCidrs is wider than /16; got 0.0.0.0/0",
    ],
    [
      "the base domain is malformed",
      "pulumi config set storefleet:baseDomain shops..your-company.com",
      'storefleet:baseDomain is not allowed; got "shops..your-company.com"',
    ],
    ["the base domain cannot be owned", "pulumi config set storefleet:baseDomain shops.example.com", "example.com is reserved"],
    ["the VM size is unknown", azure("vmSize", "Standard_D4_v5"), "did you mean Standard_D4s_v5?"],
    ["agents is negative", azure("agents", "-1"), "storefleet:azure.agents is not a whole number from 0 to 9"],
    [
      "a k3s checksum does not match",
      `${azure("k3s.version", "v1.36.4+k3s1")}; ${azure("k3s.binarySha256", "0".repeat(64))}`,
      "but v1.36.4+k3s1 was published with",
    ],
  ])("%s", (_, lines, message) => {
    const { status, stdout } = trying(() => preview(lines));
    expect([status === 0, stdout]).toEqual([false, expect.stringContaining(message)]);
    expect(stdout).not.toMatch(/^ [+~-]+ .*azure-native/m);
  });

  test("everything that only a person knows is missing: all is named at once with its command", () => {
    const known = ["azure", "certificates", "baseDomain"].map((key) => `pulumi config rm storefleet:${key}`).join("\n");
    const { stdout } = trying(() => preview(known));
    for (const key of ["baseDomain", "azure.location", "azure.adminCidrs", "azure.adminPublicKey", "certificates.email"])
      expect(stdout).toMatch(new RegExp(`storefleet:${key} is missing.*fix: pulumi config set `));
  });

  test("the passphrase is missing", () => {
    const { status, stderr } = preview("", ["PULUMI_CONFIG_PASSPHRASE_FILE"]);
    expect([status === 0, stderr]).toEqual([false, expect.stringMatching(/passphrase/)]);
  });

  test("the fleet is larger than the size carries", () => {
    const { stdout } = trying(() => {
      person.write("stores/stores.ts", fleet(12));
      return preview("");
    });
    expect(stdout).toContain("Standard_D4s_v5 carries 11 of the 12 declared stores");
  });

  test("a store would be destroyed, unless its budget allows it", () => {
    trying(() => {
      person.write("stores/stores.ts", "export default [];\n");
      const refused = summary();
      expect([refused.status, refused.stdout]).toEqual([2, expect.stringContaining("| `flora` | **destroy** | **lost** |")]);
      expect(refused.stdout).toContain("--max-destroyed 1");
      expect(summary("--max-destroyed 1").status).toBe(0);
    });
  });
});

describe("what changes later", () => {
  test("docs/pull-requests.md", () => {
    expect(follow("pull-requests.md").every((text) => text.includes("Nothing changes."))).toBe(true);
  });

  test("docs/custom-domain.md: the domain leads to the shop", () => {
    follow("custom-domain.md");
    const { stdout } = api.kubectl(["get", "certificates.cert-manager.io", "domain-www-roses-com", "--namespace=traefik", "--output=json"]);
    expect(JSON.parse(stdout)).toMatchObject({ spec: { dnsNames: ["www.roses.com"] } });
  });

  test("docs/resize.md: the machine is changed in place, the disk grows, an agent joins", () => {
    const plans = follow("resize.md").filter((text) => text.includes("### Plan"));
    expect(plans[0]).toContain("- update VirtualMachine\n");
    expect(plans[1]).toContain("- update Disk\n");
    expect(plans[2]).toMatch(/- create Disk\n[\s\S]*- create VirtualMachine\n/);
    for (const plan of plans) expect(plan).not.toMatch(/loses|replace/);
  });

  test("refuses when a preview would delete a data disk", () => {
    trying(() => {
      const { status, stdout } = person.shell(
        "pulumi config set --path storefleet:azure.agents 0\nnpx storefleet preview -e prod --summary --max-destroyed 9",
      );
      expect([status, stdout]).toEqual([
        2,
        expect.stringContaining("the cluster's datastore and the volumes of every store on that machine"),
      ]);
      const applied = person.shell("pulumi up");
      expect([applied.status === 0, applied.stdout]).toEqual([false, expect.stringMatching(/Disk.*protect/s)]);
    });
  });

  test("what was refused has touched nothing: the agent is still there", () => {
    const machines = person.shell(
      "pulumi stack export | jq -r '.deployment.resources[].urn | select(contains(\"VirtualMachine\"))'",
    ).stdout;
    expect(machines.match(/::azure-[\w-]+$/gm)).toEqual(["::azure-server", "::azure-agent-0"]);
  });

  test("docs/k3s-upgrade.md: another release replaces the machines and nothing else", () => {
    const [plan] = follow("k3s-upgrade.md").filter((text) => text.includes("### Plan"));
    expect(plan).toContain("- replace VirtualMachine × 2\n");
    expect(plan).not.toContain("loses");
  });

  test("docs/restore.md: a new machine takes the old one's place", () => {
    const [replaced] = follow("restore.md");
    expect(replaced).toMatch(/VirtualMachine azure-server replaced/);
  });

  test("docs/aks.md: the same fleet on AKS", () => {
    const [plan] = follow("aks.md").filter((text) => text.includes("### Plan"));
    expect(plan).toContain("- create ManagedCluster\n");
    expect(plan).toContain("| `flora` | create | kept |");
  });
});
