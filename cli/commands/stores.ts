import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { parse } from "yaml";
import type { EventView } from "../../control/api/schemas/event.ts";
import type { OperationView } from "../../control/api/schemas/operation.ts";
import type { StoreDetail, StoreSummary } from "../../control/api/schemas/store.ts";
import type { UsageView } from "../../control/api/schemas/usage.ts";
import { stateFolder } from "../../local/paths.ts";
import { interruptible } from "../abort.ts";
import { Refused } from "../environment.ts";
import { exitCodes } from "../exit-codes.ts";
import { withJson } from "../options.ts";
import { type ApiClient, openApi } from "../stores/api-client.ts";
import { planText, storesTable, storeText } from "../stores/store-text.ts";
import { usageText } from "../stores/usage-text.ts";
import { waitForOperation } from "../stores/wait.ts";
import { print } from "../terminal.ts";

interface SpecOptions {
  readonly engine?: string;
  readonly adminEmail?: string;
  readonly plan?: string;
  readonly title?: string;
  readonly currency?: string;
  readonly country?: string;
  readonly spec?: string;
  readonly json: boolean;
}
interface ChangeOptions {
  readonly wait: boolean;
  readonly json: boolean;
}

/** `storefleet stores …`: self-service stores, through the control plane. */
export function registerStores(program: Command): void {
  const group = program.command("stores").description("self-service stores, through the control plane: create, list, show, logs, …");
  const command = (name: string, description: string) => withJson(group.command(name).description(description));
  const change = (name: string, description: string) =>
    command(name, description).addOption(new Option("--wait", "show every step and wait for the end").default(false, "return at once"));

  withSpec(change("create <name>", "create a store; Ready means that an order was proven")).action(
    async (name: string, options: SpecOptions & ChangeOptions) => {
      const api = await open();
      const headers = { "idempotency-key": randomUUID() };
      await follow(api, await api.request("POST", "/api/stores", await specOf(name, options), headers), options);
    },
  );
  withSpec(command("plan <name>", "show what creating or changing a store would do; changes nothing")).action(
    async (name: string, options: SpecOptions) => {
      const api = await open();
      const plan = await api.request<Parameters<typeof planText>[0]>("POST", "/api/stores:plan", { spec: await specOf(name, options) });
      print(options.json ? JSON.stringify(plan, null, 2) : planText(plan));
    },
  );
  command("list", "list stores")
    .option("--search <text>", "part of the name or title")
    .option("--status <status>", "only stores with this status")
    .action(async ({ json, search, status }: { json: boolean; search?: string; status?: string }) => {
      const stores = await allStores(await open(), { ...(search && { search }), ...(status && { status }) });
      print(json ? JSON.stringify({ stores }, null, 2) : storesTable(stores));
    });
  command("show <name>", "show a store").action(async (name: string, { json }: { json: boolean }) => {
    const store = await (await open()).request<StoreDetail>("GET", path(name));
    print(json ? JSON.stringify(store, null, 2) : storeText(store));
  });
  command("usage <name>", "show what a store uses of CPU and memory")
    .option("--hours <number>", "how far back, at most 24", "1")
    .action(async (name: string, { json, hours }: { json: boolean; hours: string }) => {
      const query = new URLSearchParams({ hours });
      const usage = await (await open()).request<UsageView>("GET", `${path(name)}/usage?${query}`);
      print(json ? JSON.stringify(usage, null, 2) : usageText(usage));
    });
  command("events <name>", "show what happened to a store, newest last").action(async (name: string, { json }: { json: boolean }) => {
    const { items } = await (await open()).request<{ items: EventView[] }>("GET", `${path(name)}/events?limit=100`);
    const events = items.toReversed();
    print(json ? JSON.stringify({ events }, null, 2) : events.map(({ at, type, message }) => `${at}  ${type}  ${message}`).join("\n"));
  });
  command("logs <name>", "show the log of a store's jobs; --follow: live until they end")
    .option("--follow", "stay until the operation ends", false)
    .action(async (name: string, { json, follow: live }: { json: boolean; follow: boolean }) => {
      const api = await open();
      const show = (line: { job: string; text: string }) => print(json ? JSON.stringify(line) : `${line.job}  ${line.text}`);
      if (!live) return (await api.request<{ items: { job: string; text: string }[] }>("GET", `${path(name)}/logs`)).items.forEach(show);
      for await (const { event, data } of api.stream(`${path(name)}/logs`, interruptible())) {
        if (event === "line") show(data as { job: string; text: string });
      }
    });
  command("credentials <name>", "show how to log in to a store's administration (prints a password)").action(
    async (name: string, { json }: { json: boolean }) => {
      const login = await (await open()).request<{ adminUrl: string; login: string; password: string }>(
        "GET",
        `${path(name)}/admin-credentials`,
      );
      print(json ? JSON.stringify(login, null, 2) : `${login.adminUrl}\n  login     ${login.login}\n  password  ${login.password}`);
    },
  );
  change("delete <name>", "delete a store with its data")
    .option("--yes", "do not ask", false)
    .action(async (name: string, options: ChangeOptions & { yes: boolean }) => {
      if (!options.yes) throw new Refused(`deleting ${name} deletes its orders; say --yes to do so`);
      const api = await open();
      await follow(api, await api.request("DELETE", path(name)), options);
    });
  change("rollback <name>", "bring an earlier revision back")
    .option("--revision <number>", "revision to bring back (default: the one before)")
    .action(async (name: string, options: ChangeOptions & { revision?: string }) => {
      const api = await open();
      const body = options.revision === undefined ? {} : { revision: Number(options.revision) };
      await follow(api, await api.request("POST", `${path(name)}/rollback`, body), options);
    });
  for (const [kind, description] of [
    ["upgrade", "upgrade a store to this installation's images"],
    ["suspend", "stop a store and keep its data"],
    ["resume", "start a suspended store"],
    ["verify", "prove an order in a store now"],
  ] as const) {
    change(`${kind} <name>`, description).action(async (name: string, options: ChangeOptions) => {
      const api = await open();
      await follow(api, await api.request("POST", `${path(name)}/${kind}`), options);
    });
  }
}

function withSpec(command: Command): Command {
  return command
    .option("--engine <engine>", "medusa or woocommerce")
    .option("--admin-email <address>", "log-in of the shop's administrator")
    .option("--plan <plan>", "size of the store")
    .option("--title <title>", "title that shoppers see")
    .option("--currency <code>", "ISO 4217")
    .option("--country <code>", "ISO 3166-1 alpha-2")
    .option("--spec <file>", "JSON or YAML file with any field of a store; options win over it");
}

async function specOf(name: string, { spec, engine, adminEmail, plan, title, currency, country }: SpecOptions): Promise<object> {
  const file = spec === undefined ? {} : (parse(await readSpec(spec)) as object);
  const options = Object.entries({ engine, adminEmail, plan, title, currency, country }).filter(([, value]) => value !== undefined);
  return { ...file, ...Object.fromEntries(options), name };
}

async function readSpec(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Refused(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function allStores(api: ApiClient, filter: Record<string, string>): Promise<StoreSummary[]> {
  const stores: StoreSummary[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query = new URLSearchParams({ limit: "100", ...filter, ...(cursor === "" ? {} : { cursor }) });
    const page: { items: StoreSummary[]; nextCursor: string | null } = await api.request("GET", `/api/stores?${query}`);
    stores.push(...page.items);
    cursor = page.nextCursor;
  }
  return stores;
}

/** Prints an accepted operation, or waits for its end. */
async function follow(api: ApiClient, { operation }: { operation: OperationView }, { wait, json }: ChangeOptions): Promise<void> {
  if (!wait) {
    const place = operation.queuePosition === null ? "" : `, place ${operation.queuePosition} in the queue`;
    return print(
      json ? JSON.stringify({ operation }, null, 2) : `${operation.kind} of ${operation.store} accepted${place}: ${operation.id}`,
    );
  }
  const ended = await waitForOperation(api, operation, json, interruptible());
  if (ended.state !== "succeeded") process.exitCode = exitCodes.notReady;
  const gone = ended.kind === "delete" && ended.state === "succeeded";
  const store = gone ? null : await api.request<StoreDetail>("GET", path(operation.store)).catch(() => null);
  if (json) return print(JSON.stringify({ operation: ended, store }, null, 2));
  print(`${ended.kind} of ${ended.store} ${ended.state}${ended.error === null ? "" : `: ${ended.error.message}`}`);
  if (store !== null) print(storeText(store));
}

function path(name: string): string {
  return `/api/stores/${encodeURIComponent(name)}`;
}

function open(): Promise<ApiClient> {
  return openApi(stateFolder(process.env));
}
