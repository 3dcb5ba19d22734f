import type { components, paths } from "./generated/openapi.ts";

type Schemas = components["schemas"];

export type Store = Schemas["StoreSummary"];
export type StoreDetail = Schemas["Store"];
export type StoreStatus = Store["status"];
export type ProofSample = Store["proofs"][number];
export type Operation = Schemas["Operation"];
/** Answer to a change that was taken on. */
export interface Accepted {
  readonly operation: Operation;
}
export type OperationKind = Operation["kind"];
export type OperationState = Operation["state"];
export type OperationStep = Operation["steps"][number];
export type StepName = OperationStep["step"];
export type StepState = OperationStep["state"];
export type StoreEvent = Schemas["StoreEvent"];
export type LogLine = Schemas["LogLine"];
export type Revision = Schemas["Revision"];
export type Credentials = Schemas["AdminCredentials"];
export type Validation = Schemas["Validation"];
export type Usage = Schemas["Usage"];
export type System = Schemas["System"];
export type User = Schemas["User"];
export type Role = User["role"];
export type Plans = Schemas["Plans"];
export type StorePlan = Schemas["Plan"];
export type AuditEntry = Schemas["AuditEntry"];
export type AuditAction = NonNullable<NonNullable<paths["/api/audit"]["get"]["parameters"]["query"]>["action"]>;
