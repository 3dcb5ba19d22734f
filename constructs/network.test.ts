import { describe, expect, test } from "@jest/globals";
import { componentsOf } from "./names.ts";
import { sampleStore } from "./testing/sample.ts";

const component = (name: string) => ({ podSelector: { matchLabels: { "app.kubernetes.io/component": name } } });
const tcp = (port: number) => [{ port, protocol: "TCP" }];
const ingressController = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "traefik" } }, podSelector: {} };
const dns = {
  to: [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};

function policies(store: ReturnType<typeof sampleStore>): Record<string, Record<string, unknown>> {
  const found = store.toObjects().filter(({ kind }) => kind === "NetworkPolicy");
  return Object.fromEntries(found.map(({ metadata, spec }) => [metadata.name, spec as Record<string, unknown>]));
}

describe.each(["medusa", "woocommerce"] as const)("every policy of %s", (engine) => {
  test("exists once per component beside the one that denies everything", () => {
    expect(Object.keys(policies(sampleStore({ engine })))).toEqual(["default-deny", ...componentsOf[engine]]);
  });

  test("rules both directions, so that what it does not name is denied", () => {
    for (const spec of Object.values(policies(sampleStore({ engine })))) expect(spec.policyTypes).toEqual(["Egress", "Ingress"]);
  });

  test("names ports and peers in every rule", () => {
    for (const spec of Object.values(policies(sampleStore({ engine })))) {
      for (const rule of [...((spec.ingress ?? []) as object[]), ...((spec.egress ?? []) as object[])]) {
        const { ports, from, to } = rule as { ports?: unknown[]; from?: unknown[]; to?: unknown[] };
        expect(ports?.length).toBeGreaterThan(0);
        expect((from ?? to)?.length).toBe(1);
      }
    }
  });

  test("lets a connection out exactly where its target lets it in", () => {
    const all = policies(sampleStore({ engine }));
    const edges = (direction: "ingress" | "egress", peers: "from" | "to") =>
      Object.entries(all).flatMap(([name, spec]) =>
        ((spec[direction] ?? []) as Record<string, Record<string, unknown>[]>[]).flatMap((rule) => {
          const peer = (rule[peers]?.[0] as ReturnType<typeof component> & { namespaceSelector?: unknown }) ?? {};
          if (peer.namespaceSelector !== undefined) return [];
          const other = peer.podSelector.matchLabels["app.kubernetes.io/component"];
          return [
            direction === "ingress"
              ? `${other} > ${name} ${JSON.stringify(rule.ports)}`
              : `${name} > ${other} ${JSON.stringify(rule.ports)}`,
          ];
        }),
      );
    expect(edges("egress", "to").sort()).toEqual(edges("ingress", "from").sort());
  });
});

test("everything is denied first", () => {
  expect(policies(sampleStore())["default-deny"]).toEqual({ podSelector: {}, policyTypes: ["Egress", "Ingress"] });
});

test("Medusa's components reach what they need", () => {
  const all = policies(sampleStore());
  expect(all.storefront).toMatchObject({
    podSelector: component("storefront").podSelector,
    ingress: [{ from: [ingressController], ports: tcp(3000) }],
    egress: [{ to: [component("server")], ports: tcp(9000) }, dns],
  });
  expect(all.server).toMatchObject({
    ingress: [
      { from: [ingressController], ports: tcp(9000) },
      { from: [component("storefront")], ports: tcp(9000) },
    ],
    egress: [{ to: [component("database")], ports: tcp(5432) }, { to: [component("cache")], ports: tcp(6379) }, dns],
  });
  for (const name of ["worker", "setup"]) {
    expect(all[name]?.ingress).toBeUndefined();
    expect(all[name]?.egress).toEqual(all.server?.egress);
  }
});

test("Medusa's database and cache take connections from three components and open none", () => {
  const all = policies(sampleStore());
  for (const [name, port] of [
    ["database", 5432],
    ["cache", 6379],
  ] as const) {
    expect(all[name]?.ingress).toEqual(["server", "worker", "setup"].map((caller) => ({ from: [component(caller)], ports: tcp(port) })));
    expect(all[name]?.egress).toBeUndefined();
  }
});

test("WooCommerce's components reach what they need", () => {
  const all = policies(sampleStore({ engine: "woocommerce" }));
  expect(all.server).toMatchObject({
    ingress: [{ from: [ingressController], ports: tcp(8080) }],
    egress: [{ to: [component("database")], ports: tcp(3306) }, dns],
  });
  expect(all.database?.ingress).toEqual(["server", "setup", "cron"].map((caller) => ({ from: [component(caller)], ports: tcp(3306) })));
  expect(all.database?.egress).toBeUndefined();
  expect(all.setup?.ingress).toBeUndefined();
  expect(all.cron?.ingress).toBeUndefined();
});

test("the ingress controller is found by the namespace that the environment names", () => {
  expect(JSON.stringify(policies(sampleStore({}, { ingressNamespace: "edge" })).storefront)).toContain(
    '"kubernetes.io/metadata.name":"edge"',
  );
});

describe("HTTPS to the Internet", () => {
  const internet = (spec: Record<string, unknown> | undefined) => JSON.stringify(spec ?? {}).includes("ipBlock");

  test("is closed for every component by default", () => {
    for (const engine of ["medusa", "woocommerce"] as const) {
      for (const spec of Object.values(policies(sampleStore({ engine })))) expect(internet(spec)).toBe(false);
    }
  });

  test("opens only for the named component and never to private or metadata addresses", () => {
    const all = policies(sampleStore({}, {}, { httpsEgress: ["server"] }));
    expect(Object.keys(all).filter((name) => internet(all[name]))).toEqual(["server"]);
    const rule = ((all.server?.egress ?? []) as { to: { ipBlock?: { cidr: string; except: string[] } }[]; ports: unknown }[]).find(
      ({ to }) => to[0]?.ipBlock !== undefined,
    );
    expect(rule?.ports).toEqual(tcp(443));
    expect(rule?.to).toEqual([
      {
        ipBlock: {
          cidr: "0.0.0.0/0",
          except: [
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16/32",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/4",
            "240.0.0.0/4",
          ],
        },
      },
    ]);
  });

  test("gives a component that needed no name service one", () => {
    expect(policies(sampleStore({}, {}, { httpsEgress: ["database"] })).database?.egress).toContainEqual(dns);
  });

  test("is refused for a component that the engine does not have", () => {
    expect(() => sampleStore({ engine: "woocommerce" }, {}, { httpsEgress: ["worker"] })).toThrow(
      "httpsEgress names worker; allowed for woocommerce: server, database, setup, cron",
    );
  });
});

describe("a mail server", () => {
  const outside = (spec: Record<string, unknown> | undefined) =>
    ((spec?.egress ?? []) as { to: { ipBlock?: object }[]; ports: unknown }[]).filter(({ to }) => to[0]?.ipBlock !== undefined);
  const mailing = { engine: "woocommerce", smtp: { host: "smtp.example.com", port: 465 } } as const;

  test("is reached from server and scheduled tasks, at its port of public addresses", () => {
    const all = policies(sampleStore(mailing));
    for (const name of ["server", "cron"]) expect(outside(all[name]).map(({ ports }) => ports)).toEqual([tcp(465)]);
    expect(outside(all.server)[0]?.to[0]?.ipBlock).toMatchObject({ cidr: "0.0.0.0/0", except: expect.arrayContaining(["10.0.0.0/8"]) });
    for (const name of ["database", "setup"]) expect(outside(all[name])).toEqual([]);
  });

  test("is reached by nobody when mail is off", () => {
    for (const spec of Object.values(policies(sampleStore({ engine: "woocommerce" })))) expect(outside(spec)).toEqual([]);
  });

  test("shares one rule with HTTPS", () => {
    const all = policies(sampleStore(mailing, {}, { httpsEgress: ["server"] }));
    expect(outside(all.server).map(({ ports }) => ports)).toEqual([[...tcp(443), ...tcp(465)]]);
  });
});
