import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { commentMarker } from "./plan-markdown.ts";

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly if: string;
  readonly environment: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const checkout = join(__dirname, "..", "..");
const text = readFileSync(join(checkout, ".github", "workflows", "preview.yml"), "utf8");
const workflow = parse(text) as { permissions: object; jobs: Record<"preview" | "apply", Job> };
const jobs = Object.values(workflow.jobs);
const steps = jobs.flatMap((job) => job.steps);

describe("the pull request workflow", () => {
  test("uses actions by their full commit only, with the version beside it", () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(8);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    for (const line of text.split("\n").filter((candidate) => candidate.includes("uses:"))) expect(line).toMatch(/ # v\d/);
  });

  test("gives each job what it needs and nothing by default", () => {
    expect(workflow.permissions).toEqual({});
    expect(workflow.jobs.preview.permissions).toEqual({ contents: "read", "id-token": "write", "pull-requests": "write" });
    expect(workflow.jobs.apply.permissions).toEqual({ contents: "read", "id-token": "write", "pull-requests": "read" });
  });

  test("runs no code of a fork with production's credentials", () => {
    expect(workflow.jobs.preview.if).toContain("github.event.pull_request.head.repo.full_name == github.repository");
    expect(text).not.toContain("pull_request_target");
    expect(workflow.jobs.apply.if).toBe("github.event_name == 'push'");
  });

  test("puts nothing that others write into a shell's text", () => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  test("holds the plan to its budget before it applies it", () => {
    const names = workflow.jobs.apply.steps.map(({ name }) => name);
    expect(names.slice(-3)).toEqual(["Preview", "Budget", "Apply"]);
    const budget = workflow.jobs.apply.steps.find(({ name }) => name === "Budget")?.run ?? "";
    expect(budget).toContain('exit "$code"');
    for (const job of jobs) expect(JSON.stringify(job.steps)).toContain("--max-destroyed");
  });

  test("runs programs that are there, and replaces its own comment", () => {
    const programs = steps.flatMap(({ run }) => /node (\S+\.ts)/.exec(run ?? "")?.[1] ?? []);
    expect(programs).toEqual(["control/plan-summary/main.ts", "control/plan-summary/main.ts"]);
    for (const program of programs) expect(existsSync(join(checkout, program))).toBe(true);
    expect(commentMarker.startsWith("<!--")).toBe(true);
  });

  test("uses the version of Pulumi that this repository does", () => {
    const { dependencies } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { dependencies: Record<string, string> };
    expect(text.match(/pulumi-version: (\S+)/g)).toEqual(
      Array.from({ length: 2 }, () => `pulumi-version: ${dependencies["@pulumi/pulumi"]}`),
    );
  });
});
