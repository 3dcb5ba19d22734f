/** Words of the audit log. */
export const audit = {
  title: "Audit log",
  lead: "Who asked for what, and what came of it",
  ownLead: "What you have asked for, and what came of it",
  target: "Store or user",
  targetPlaceholder: "Part of a store's or user's name",
  action: "Action",
  anyAction: "Any action",
  outcome: "Outcome",
  anyOutcome: "Any outcome",
  columns: {
    at: "When",
    actor: "Who",
    action: "Action",
    target: "Target",
    outcome: "Outcome",
    ip: "Address",
  },
  outcomes: { accepted: "Accepted", refused: "Refused", failed: "Failed" },
  none: "No entry matches.",
  export: "Export as CSV",
};
