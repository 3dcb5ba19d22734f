import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StoreInput } from "../../stores/schema.ts";
import { checkout, type Run, storefleet } from "../storefleet.ts";

/** Fields of a store in the JSON of `up`, `status` and `verify`. */
export interface StoreRow {
  readonly name: string;
  readonly engine: string;
  readonly url: string;
  readonly adminUrl: string;
  readonly status: string;
  readonly reason: string | null;
  readonly proof: { orderId: string; total: string; currency: string; at: string; seconds: number } | null;
}

/** JSON of `storefleet up`. */
export interface UpReport {
  readonly environment: string;
  readonly changed: boolean;
  readonly changes: Readonly<Record<string, number>>;
  readonly stores: readonly StoreRow[];
}

/** A declared fleet in a file of its own, which tests rewrite as an operator edits `stores.ts`. */
export class Fleet {
  readonly #folder: string;
  /** Path for `--stores`. */
  readonly file: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.file = join(folder, "stores.ts");
  }

  static async create(): Promise<Fleet> {
    // Inside the checkout: the file imports nothing, but Node only strips types outside node_modules.
    return new Fleet(await mkdtemp(join(checkout, "e2e", "stores", "fleet-")));
  }

  async declare(stores: readonly StoreInput[]): Promise<void> {
    await writeFile(this.file, `export default ${JSON.stringify(stores, null, 2)};\n`);
  }

  /** `storefleet up` with this fleet. */
  up(options?: { folder?: string }): Promise<Run> {
    return storefleet(["up", "--json", "--stores", this.file], options);
  }

  /** Any command with this fleet. */
  run(...args: readonly string[]): Promise<Run> {
    return storefleet([...args, "--json", "--stores", this.file]);
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** The report of a run that must have succeeded; fails the test with everything that the command said. */
export function succeeded(run: Run): UpReport {
  if (run.code !== 0) throw new Error(`exit code ${run.code}\n${run.stdout}\n${run.stderr}`);
  return run.json as UpReport;
}
