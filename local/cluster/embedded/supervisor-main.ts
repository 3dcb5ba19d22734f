import { supervise } from "./supervisor.ts";

/** The background process of machines without systemd. Its argument is a SupervisorSpec in JSON. */
await supervise(JSON.parse(process.argv[2] ?? "{}"));
process.exit(0);
