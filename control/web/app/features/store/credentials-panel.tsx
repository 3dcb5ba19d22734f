import { useState } from "react";
import { revealCredentials } from "../../api/changes.ts";
import { describeFailure } from "../../api/failure.ts";
import type { Credentials, StoreDetail } from "../../api/types.ts";
import { Button } from "../../components/button.tsx";
import { Panel } from "../../components/card.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";

/** The shop's log-in, fetched only when asked for and kept only while this is shown. */
export function CredentialsPanel({ store }: { readonly store: StoreDetail }) {
  const [credentials, setCredentials] = useState<Credentials>();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const reveal = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      setCredentials(await revealCredentials(store.name));
    } catch (error) {
      setFailure(describeFailure(error).detail ?? describeFailure(error).title);
    }
    setBusy(false);
  };
  return (
    <Panel
      title={strings.store.credentials}
      hint={strings.store.credentialsHint}
      actions={
        credentials === undefined ? (
          <Button size="small" busy={busy} onClick={() => void reveal()}>
            {strings.store.reveal}
          </Button>
        ) : (
          <Button size="small" onClick={() => setCredentials(undefined)}>
            {strings.store.hide}
          </Button>
        )
      }
    >
      {failure !== undefined ? (
        <Notice kind="bad" title={failure} />
      ) : credentials === undefined ? null : (
        <dl className="space-y-3">
          <Secret name={strings.store.login} value={credentials.login} copy={strings.store.copyLogin} />
          <Secret name={strings.store.password} value={credentials.password} copy={strings.store.copyPassword} />
        </dl>
      )}
    </Panel>
  );
}

function Secret({ name, value, copy }: { readonly name: string; readonly value: string; readonly copy: string }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="flex items-center justify-between gap-2">
        <span className="min-w-0 font-mono text-[0.8125rem] break-all">{value}</span>
        <CopyButton text={value} label={copy} />
      </dd>
    </div>
  );
}
