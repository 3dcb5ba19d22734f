import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Somebody whom a provider knows. */
export interface Person {
  readonly sub: string;
  readonly email: string;
  readonly name: string;
  readonly email_verified: boolean;
}

/** An OpenID provider: authorization code with PKCE, signed id tokens, one client. It asks nobody for a password. */
export interface OpenIdProvider {
  readonly discoveryUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who is logged in at the provider. */
  person: Person;
  /** Signs with a key that nobody knows. @default false */
  forges: boolean;
  stop(): Promise<void>;
}

interface Grant {
  readonly person: Person;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string | undefined;
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Starts a provider on a free port of this machine. */
export async function startOpenIdProvider(person: Person): Promise<OpenIdProvider> {
  const clientId = "storefleet";
  const clientSecret = randomBytes(16).toString("hex");
  const [key, foreign] = [0, 1].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }));
  if (key === undefined || foreign === undefined) throw new Error("no keys");
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, Person>();

  const idToken = ({ person: { sub, ...claims }, nonce }: Grant): string => {
    const seconds = Math.floor(Date.now() / 1000);
    const payload = { iss: issuer, aud: clientId, sub, ...claims, nonce, iat: seconds, exp: seconds + 300 };
    const signed = `${base64url({ alg: "RS256", kid: "one", typ: "JWT" })}.${base64url(payload)}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), (provider.forges ? foreign : key).privateKey).toString("base64url")}`;
  };
  const exchange = async (request: IncomingMessage): Promise<object | undefined> => {
    const form = new URLSearchParams(await text(request));
    const basic = Buffer.from(request.headers.authorization?.replace(/^Basic /, "") ?? "", "base64").toString();
    const [id, secret] = basic === "" ? [form.get("client_id"), form.get("client_secret")] : basic.split(":").map(decodeURIComponent);
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (id !== clientId || secret !== clientSecret) return undefined;
    if (grant === undefined || grant.challenge !== verifier || grant.redirectUri !== form.get("redirect_uri")) return undefined;
    const token = randomBytes(16).toString("hex");
    tokens.set(token, grant.person);
    return { access_token: token, token_type: "Bearer", expires_in: 300, id_token: idToken(grant) };
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", issuer);
    const json = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const routes: Readonly<Record<string, () => unknown>> = {
      "/.well-known/openid-configuration": () =>
        json(200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
          code_challenge_methods_supported: ["S256"],
        }),
      "/jwks": () => json(200, { keys: [{ ...key.publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] }),
      "/authorize": () => {
        const asked = (name: string) => url.searchParams.get(name) ?? "";
        if (asked("client_id") !== clientId || asked("code_challenge_method") !== "S256") return json(400, { error: "invalid_request" });
        const code = randomBytes(16).toString("hex");
        const nonce = url.searchParams.get("nonce") ?? undefined;
        grants.set(code, { person: provider.person, redirectUri: asked("redirect_uri"), challenge: asked("code_challenge"), nonce });
        const back = new URL(asked("redirect_uri"));
        back.searchParams.set("code", code);
        back.searchParams.set("state", asked("state"));
        return response.writeHead(302, { location: back.href }).end();
      },
      "/token": () =>
        void exchange(request).then((answer) => (answer === undefined ? json(400, { error: "invalid_grant" }) : json(200, answer))),
      "/userinfo": () => {
        const known = tokens.get(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
        return known === undefined ? json(401, { error: "invalid_token" }) : json(200, known);
      },
    };
    (routes[url.pathname] ?? (() => json(404, { error: "not_found" })))();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider: OpenIdProvider = {
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    person,
    forges: false,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}
