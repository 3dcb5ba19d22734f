import { useSuspenseQuery } from "@tanstack/react-query";
import { meQuery } from "../../api/queries.ts";
import { Panel } from "../../components/card.tsx";
import { Facts } from "../../components/facts.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { strings } from "../../strings.ts";
import { KeysPanel } from "./keys-panel.tsx";
import { PasswordPanel } from "./password-panel.tsx";

const { title, profile, fields, roles } = strings.account;

/** The user's own account: who it is, the password, and keys for scripts. */
export function AccountPage() {
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <>
      <PageTitle title={title} hint={me.email} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <KeysPanel />
        <div className="min-w-0 space-y-6">
          <Panel title={profile}>
            <Facts
              facts={[
                [fields.name, me.name],
                [fields.email, me.email],
                [fields.role, roles[me.role]],
                [fields.quota, strings.common.of(me.quota.used, me.quota.max)],
              ]}
            />
          </Panel>
          <PasswordPanel />
        </div>
      </div>
    </>
  );
}
