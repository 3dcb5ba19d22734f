import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiFailure, describeFailure } from "../../api/failure.ts";
import { signIn } from "../../api/session.ts";
import { Button } from "../../components/button.tsx";
import { Card } from "../../components/card.tsx";
import { LabelledInput } from "../../components/labelled-input.tsx";
import { Logo } from "../../components/logo.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";
import { ProviderButtons } from "./provider-buttons.tsx";

/** E-mail and password, or a provider; afterwards the page that was asked for. */
export function LoginPage() {
  const { from, error } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | undefined>(error === undefined ? undefined : strings.login.providerFailed);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(undefined);
    try {
      await signIn(String(form.get("email")), String(form.get("password")));
      client.clear();
      await navigate({ to: from ?? "/stores" });
    } catch (error) {
      setFailure(reason(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <Logo className="mx-auto size-11" />
        <h1 className="mt-5 text-center text-xl font-semibold">{strings.login.title}</h1>
        <p className="mt-1 text-center text-muted">{strings.login.lead}</p>
        <Card className="mt-7 p-6">
          <form onSubmit={(event) => void submit(event)} className="space-y-4">
            {failure !== undefined && <Notice kind="bad" title={failure} />}
            <LabelledInput label={strings.login.email} name="email" type="email" autoComplete="username" required autoFocus />
            <LabelledInput label={strings.login.password} name="password" type="password" autoComplete="current-password" required />
            <Button type="submit" kind="primary" busy={busy} className="w-full justify-center">
              {strings.login.submit}
            </Button>
          </form>
          <ProviderButtons from={from ?? "/stores"} onFailure={setFailure} />
        </Card>
        <p className="mt-5 text-center text-[0.8125rem] text-muted">{strings.login.hint}</p>
      </div>
    </main>
  );
}

function reason(error: unknown): string {
  if (error instanceof ApiFailure && error.status === 401) return strings.login.wrong;
  if (error instanceof ApiFailure && error.status === 429) return strings.login.limited;
  return describeFailure(error).title;
}
