import { describe, expect, test } from "@jest/globals";
import { sampleStore } from "../constructs/testing/sample.ts";
import { ensureHelm } from "./testing/ensure-helm.ts";
import { find, render } from "./testing/helm.ts";

ensureHelm();

const https = { scheme: "https", baseDomain: "shops.example.com" } as const;
const medusa = (...args: Parameters<typeof sampleStore>) => render(sampleStore(...args).values);

interface Route {
  readonly match: string;
  readonly priority: number;
  readonly middlewares: readonly { readonly name: string }[];
  readonly services: readonly { readonly name: string; readonly port: string }[];
}

const routesOf = (objects: ReturnType<typeof render>) => (find(objects, "IngressRoute", "store").spec as { routes: Route[] }).routes;

/** Evaluates the few matchers that the chart uses, as Traefik would. */
function target(objects: ReturnType<typeof render>, host: string, method: string, path: string): string | undefined {
  const matches = ({ match }: Route) => {
    const expression = match
      .replace(/Host\(`([^`]*)`\)/g, (_, value: string) => String(value === host))
      .replace(/Method\(`([^`]*)`\)/g, (_, value: string) => String(value === method))
      .replace(/PathRegexp\(`([^`]*)`\)/g, (_, value: string) => String(new RegExp(value).test(path)));
    if (!/^(true|false|[()&|! ])+$/.test(expression)) throw new Error(`unknown matcher in ${match}`);
    return new Function(`return ${expression}`)() as boolean;
  };
  const best = routesOf(objects)
    .filter(matches)
    .sort((a, b) => b.priority - a.priority)[0];
  return best?.services[0]?.name;
}

describe("a Medusa store's host", () => {
  test.each([
    ["/", "storefront"],
    ["/products/mug", "storefront"],
    ["/cart", "storefront"],
    ["/apple", "storefront"],
    ["/stores", "storefront"],
    ["/_next/static/chunk.js", "storefront"],
    ["/app", "server"],
    ["/app/orders", "server"],
    ["/admin/orders", "server"],
    ["/auth/user/emailpass", "server"],
    ["/store/regions", "server"],
    ["/hooks/payment/stripe", "server"],
    ["/static/picture.png", "server"],
    ["/uploads/samples/mug.svg", "server"],
  ])("routes %s to %s for every method", (path, service) => {
    for (const method of ["GET", "HEAD", "POST", "DELETE", "OPTIONS"])
      expect(target(medusa(), "aurora.localhost", method, path)).toBe(service);
  });

  test.each(["/healthz", "/readyz", "//readyz", "/readyz/"])("hides the storefront's probe %s", (path) => {
    expect(target(medusa(), "aurora.localhost", "GET", path)).toBeUndefined();
  });

  test.each(["/health", "/ready"])("never leads %s to the server", (path) => {
    expect(target(medusa(), "aurora.localhost", "GET", path)).toBe("storefront");
  });

  test("is the only host", () => {
    expect(target(medusa(), "bramble.localhost", "GET", "/")).toBeUndefined();
  });

  test("has no two routes of one priority for one request", () => {
    const routes = routesOf(medusa());
    expect(new Set(routes.map(({ match }) => match)).size).toBe(routes.length);
  });
});

describe("a WooCommerce store's host", () => {
  const woocommerce = render.bind(undefined, sampleStore({ engine: "woocommerce", name: "bramble" }).values);

  test.each(["/", "/shop/", "/wp-admin/", "/wp-login.php", "/wp-json/wc/store/v1/cart", "/wp-admin/admin-ajax.php"])(
    "routes %s",
    (path) => {
      for (const method of ["GET", "POST"]) expect(target(woocommerce(), "bramble.localhost", method, path)).toBe("server");
    },
  );

  test.each(["/healthz.php", "//healthz.php", "/healthz.php/x", "/livez.txt", "/xmlrpc.php", "/wp-cron.php"])("hides %s", (path) => {
    for (const method of ["GET", "POST"]) expect(target(woocommerce(), "bramble.localhost", method, path)).toBeUndefined();
  });

  test("may show its administration in its own frames", () => {
    expect(find(woocommerce(), "Middleware", "headers").spec).toMatchObject({ headers: { customFrameOptionsValue: "SAMEORIGIN" } });
  });
});

describe("limits", () => {
  test("apply to every route; bodies are held back only where there are any", () => {
    for (const { match, middlewares } of routesOf(medusa())) {
      const names = middlewares.map(({ name }) => name);
      expect(names).toEqual(match.includes("!(Method(`GET`)") ? ["ratelimit", "bodylimit", "headers"] : ["ratelimit", "headers"]);
    }
  });

  test("are the values'", () => {
    const objects = medusa({ plan: "standard" });
    expect(find(objects, "Middleware", "ratelimit").spec).toEqual({ rateLimit: { average: 100, burst: 400, period: "1s" } });
    expect(find(objects, "Middleware", "bodylimit").spec).toEqual({ buffering: { maxRequestBodyBytes: 16 * 1024 * 1024 } });
  });

  test("have names without a dash, which Traefik joins with the namespace's by a dash", () => {
    for (const { kind, metadata } of medusa()) if (kind === "Middleware") expect(metadata.name).toMatch(/^[a-z]+$/);
  });
});

describe("headers", () => {
  const plain = {
    contentTypeNosniff: true,
    customFrameOptionsValue: "DENY",
    referrerPolicy: "same-origin",
    customResponseHeaders: { "X-Powered-By": "", Server: "" },
  };

  test("protect the browser and tell no versions", () => {
    expect(find(medusa(), "Middleware", "headers").spec).toEqual({ headers: plain });
  });

  test("insist on https exactly where there is TLS", () => {
    expect(find(medusa({}, https), "Middleware", "headers").spec).toEqual({ headers: { ...plain, stsSeconds: 31536000 } });
  });
});

describe("TLS", () => {
  test("is off on a workstation", () => {
    const spec = find(medusa(), "IngressRoute", "store").spec as Record<string, unknown>;
    expect(spec.entryPoints).toEqual(["web"]);
    expect(spec).not.toHaveProperty("tls");
  });

  test("uses the ingress controller's certificate unless the environment names one", () => {
    const spec = find(medusa({}, https), "IngressRoute", "store").spec as Record<string, unknown>;
    expect(spec.entryPoints).toEqual(["websecure"]);
    expect(spec.tls).toEqual({});
    expect(find(medusa({}, { ...https, tlsSecretName: "wildcard" }), "IngressRoute", "store").spec).toHaveProperty("tls", {
      secretName: "wildcard",
    });
  });
});
