import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { ApiFailure, describeFailure } from "../../api/failure.ts";
import { meQuery } from "../../api/queries.ts";
import type { User } from "../../api/types.ts";
import { usersQuery } from "../../api/users.ts";
import { Button } from "../../components/button.tsx";
import { Meter } from "../../components/meter.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ScrollRegion } from "../../components/scroll-region.tsx";
import { Pill } from "../../components/status-badge.tsx";
import { strings } from "../../strings.ts";
import { ChangeUserDialog } from "./change-user-dialog.tsx";
import { NewUserDialog } from "./new-user-dialog.tsx";

const words = strings.users;

/** Everybody's accounts: who may do what, and how many stores each has. */
export function UsersPage() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: users, error } = useQuery(usersQuery);
  const [creating, setCreating] = useState(false);
  const [changing, setChanging] = useState<User>();
  return (
    <>
      <PageTitle
        title={words.title}
        hint={words.lead}
        actions={
          me.role === "admin" && (
            <Button kind="primary" onClick={() => setCreating(true)}>
              <UserPlus className="size-4" aria-hidden />
              {words.create}
            </Button>
          )
        }
      />
      {error !== null && (
        <Notice kind="bad" title={error instanceof ApiFailure && error.status === 403 ? words.forbidden : describeFailure(error).title} />
      )}
      {users !== undefined && (
        <ScrollRegion label={words.title} className="overflow-x-auto rounded-xl border bg-surface shadow-card">
          <table className="w-full min-w-2xl text-left">
            <thead className="border-b text-xs text-muted">
              <tr>
                {Object.values(words.columns).map((column) => (
                  <th key={column} scope="col" className="px-4 py-2.5 font-medium">
                    {column}
                  </th>
                ))}
                <th className="w-0" aria-label={words.change} />
              </tr>
            </thead>
            <tbody className="divide-y">
              {users.map((user) => (
                <UserRow key={user.id} user={user} own={user.id === me.id} onChange={() => setChanging(user)} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <NewUserDialog open={creating} onOpenChange={setCreating} />
      {changing !== undefined && <ChangeUserDialog user={changing} own={changing.id === me.id} onClose={() => setChanging(undefined)} />}
    </>
  );
}

interface UserRowProps {
  readonly user: User;
  readonly own: boolean;
  readonly onChange: () => void;
}

function UserRow({ user, own, onChange }: UserRowProps) {
  const usage = words.usage(user.quota.used, user.quota.max);
  return (
    <tr className="hover:bg-sunken">
      <td className="px-4 py-3">
        <p className="font-medium">
          {user.name}
          {own && <span className="ml-2 text-xs font-normal text-muted">{words.you}</span>}
        </p>
        <p className="text-[0.8125rem] text-muted">{user.email}</p>
      </td>
      <td className="px-4 py-3">
        <Pill tone={user.role === "admin" ? "busy" : "idle"}>{strings.account.roles[user.role]}</Pill>
      </td>
      <td className="w-48 px-4 py-3">
        <p className="mb-1 text-[0.8125rem] text-muted tabular-nums">{usage}</p>
        <Meter label={words.columns.stores} used={user.quota.used} total={user.quota.max} text={usage} />
      </td>
      <td className="px-4 py-3 whitespace-nowrap text-muted">
        <RelativeTime at={user.createdAt} />
      </td>
      <td className="px-4 py-3">
        <Button size="small" aria-label={words.changeUser(user.email)} onClick={onChange}>
          {words.change}
        </Button>
      </td>
    </tr>
  );
}
