/** What a user may do: a member sees and changes own stores, an admin everyone's and the system. */
export const roles = ["admin", "member"] as const;
export type Role = (typeof roles)[number];
