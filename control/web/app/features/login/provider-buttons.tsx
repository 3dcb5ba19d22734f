import { useQuery } from "@tanstack/react-query";
import { LogIn } from "lucide-react";
import { useState } from "react";
import { describeFailure } from "../../api/failure.ts";
import { loginOptionsQuery } from "../../api/queries.ts";
import { beginProviderSignIn } from "../../api/session.ts";
import { Button } from "../../components/button.tsx";
import { strings } from "../../strings.ts";

/** Properties of {@link ProviderButtons}. */
export interface ProviderButtonsProps {
  /** Page to come back to. */
  readonly from: string;
  readonly onFailure: (reason: string) => void;
}

/** A button for each OpenID Connect provider that the control plane knows; nothing where it knows none. */
export function ProviderButtons({ from, onFailure }: ProviderButtonsProps) {
  const { data } = useQuery(loginOptionsQuery);
  const [busy, setBusy] = useState(false);
  if (data === undefined || data.oidc.length === 0) return null;
  const begin = async (provider: string) => {
    setBusy(true);
    try {
      location.assign(await beginProviderSignIn(provider, from));
    } catch (error) {
      onFailure(describeFailure(error).title);
      setBusy(false);
    }
  };
  return (
    <>
      <p className="my-4 flex items-center gap-3 text-[0.8125rem] text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {strings.login.or}
      </p>
      <div className="space-y-2">
        {data.oidc.map(({ id, name }) => (
          <Button key={id} busy={busy} className="w-full justify-center" onClick={() => void begin(id)}>
            <LogIn className="size-4" aria-hidden />
            {strings.login.continueWith(name)}
          </Button>
        ))}
      </div>
    </>
  );
}
