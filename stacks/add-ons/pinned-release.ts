import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PinnedChart } from "./versions.ts";

/** A chart of others at its one version. */
export interface PinnedReleaseArgs {
  readonly name: string;
  readonly namespace: string;
  readonly chart: PinnedChart;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Seconds that a chart's pods may take to become ready, images pulled. */
const timeout = 600;

/** Installs a chart of others. A failed install is undone: there is no data to look at, and the next `up` starts clean. */
export function pinnedRelease(
  { name, namespace, chart, values }: PinnedReleaseArgs,
  options: pulumi.CustomResourceOptions,
): k8s.helm.v3.Release {
  return new k8s.helm.v3.Release(
    `${name}-release`,
    {
      name,
      namespace,
      chart: chart.chart,
      version: chart.version,
      ...(chart.repository === undefined ? {} : { repositoryOpts: { repo: chart.repository } }),
      values: { ...values },
      atomic: true,
      timeout,
      maxHistory: 5,
    },
    options,
  );
}
