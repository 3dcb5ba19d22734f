import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { describeFailure } from "../../api/failure.ts";
import { type ApiKey, keysQuery } from "../../api/keys.ts";
import { Button } from "../../components/button.tsx";
import { Panel } from "../../components/card.tsx";
import { absoluteTime } from "../../components/format.ts";
import { Notice } from "../../components/notice.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ScrollRegion } from "../../components/scroll-region.tsx";
import { strings } from "../../strings.ts";
import { NewKeyDialog } from "./new-key-dialog.tsx";
import { RevokeKeyDialog } from "./revoke-key-dialog.tsx";

const words = strings.account;

/** The user's keys for scripts: made here, shown once, revoked here. */
export function KeysPanel() {
  const { data: keys, error } = useQuery(keysQuery);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  return (
    <Panel
      title={words.keys}
      hint={words.keysHint}
      actions={
        <Button size="small" onClick={() => setCreating(true)}>
          <Plus className="size-3.5" aria-hidden />
          {words.newKey}
        </Button>
      }
      bodyClass=""
    >
      {error !== null && <Notice kind="bad" title={describeFailure(error).title} className="m-5" />}
      {keys?.length === 0 && (
        <p className="flex items-center gap-3 p-5 text-muted">
          <KeyRound className="size-4" aria-hidden />
          {words.noKeys}
        </p>
      )}
      {keys !== undefined && keys.length > 0 && <KeyTable keys={keys} onRevoke={setRevoking} />}
      <NewKeyDialog open={creating} onOpenChange={setCreating} />
      {revoking !== undefined && <RevokeKeyDialog apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </Panel>
  );
}

function KeyTable({ keys, onRevoke }: { readonly keys: readonly ApiKey[]; readonly onRevoke: (key: ApiKey) => void }) {
  return (
    <ScrollRegion label={words.keys} className="overflow-x-auto">
      <table className="w-full min-w-xl text-left">
        <thead className="border-b text-xs text-muted">
          <tr>
            {Object.values(words.keyColumns).map((column) => (
              <th key={column} scope="col" className="px-5 py-2.5 font-medium">
                {column}
              </th>
            ))}
            <th className="w-0" aria-label={words.revoke} />
          </tr>
        </thead>
        <tbody className="divide-y">
          {keys.map((key) => (
            <tr key={key.id}>
              <td className="max-w-48 truncate px-5 py-3 font-medium">{key.name ?? words.unnamed}</td>
              <td className="px-5 py-3 font-mono text-xs text-muted">{key.start}…</td>
              <td className="px-5 py-3 whitespace-nowrap text-muted">
                <RelativeTime at={key.createdAt} />
              </td>
              <td className="px-5 py-3 whitespace-nowrap text-muted">
                {key.lastRequest === null ? words.neverUsed : <RelativeTime at={key.lastRequest} />}
              </td>
              <td className="px-5 py-3 whitespace-nowrap text-muted">
                {key.expiresAt === null ? words.neverExpires : <time dateTime={key.expiresAt}>{absoluteTime(key.expiresAt)}</time>}
              </td>
              <td className="px-5 py-3">
                <Button size="small" aria-label={words.revokeKey(key.name ?? words.unnamed)} onClick={() => onRevoke(key)}>
                  {words.revoke}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
