import * as dns from "@pulumi/azure-native/dns/index.js";
import * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context.ts";

/** The public zone of the base domain. */
export interface DnsZone {
  readonly id: pulumi.Output<string>;
  /** What the domain's registrar must name. */
  readonly nameServers: pulumi.Output<readonly string[]>;
}

/** Seconds that resolvers may keep a record. */
const ttl = 300;

/**
 * Zone of the base domain with the addresses of every shop. A zone that is replaced gets other name servers, which the
 * registrar does not know.
 */
export function createDnsZone(context: AzureContext, baseDomain: string, address: pulumi.Input<string>): DnsZone {
  const { group, tags, options } = context;
  const zone = new dns.Zone(
    "azure-zone",
    { zoneName: baseDomain, resourceGroupName: group, location: "global", zoneType: "Public", tags },
    { ...options, protect: true },
  );
  const record = (name: string, relativeRecordSetName: string, recordType: string, records: object) =>
    new dns.RecordSet(name, { zoneName: zone.name, resourceGroupName: group, relativeRecordSetName, recordType, ttl, ...records }, options);
  record("azure-record-shops", "*", "A", { aRecords: [{ ipv4Address: address }] });
  record("azure-record-apex", "@", "A", { aRecords: [{ ipv4Address: address }] });
  // Nobody else may issue certificates for these names.
  record("azure-record-authority", "@", "CAA", {
    caaRecords: [
      { flags: 0, tag: "issue", value: "letsencrypt.org" },
      { flags: 0, tag: "issuewild", value: "letsencrypt.org" },
    ],
  });
  return { id: zone.id, nameServers: pulumi.output(zone.nameServers) };
}
