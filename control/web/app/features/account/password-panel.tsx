import { type FormEvent, useState } from "react";
import { ApiFailure, describeFailure } from "../../api/failure.ts";
import { changePassword } from "../../api/session.ts";
import { Button } from "../../components/button.tsx";
import { Panel } from "../../components/card.tsx";
import { LabelledInput } from "../../components/labelled-input.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";

const words = strings.account;
/** The API's own rule. */
const shortest = 12;

/** Changes the password; whoever got a one-time password does so first. */
export function PasswordPanel() {
  const [failure, setFailure] = useState<string>();
  const [changed, setChanged] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const target = event.currentTarget;
    const text = (name: string) => String(new FormData(target).get(name));
    setChanged(false);
    if (text("new") !== text("repeat")) return setFailure(words.passwordsDiffer);
    setFailure(undefined);
    setBusy(true);
    try {
      await changePassword(text("current"), text("new"));
      target.reset();
      setChanged(true);
    } catch (error) {
      const wrong = error instanceof ApiFailure && error.code === "INVALID_PASSWORD";
      setFailure(wrong ? words.wrongPassword : describeFailure(error).title);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={words.password} hint={words.passwordHint}>
      <form onSubmit={(event) => void submit(event)} className="space-y-4">
        {failure !== undefined && <Notice kind="bad" title={failure} />}
        {changed && <Notice kind="info" title={words.passwordChanged} />}
        <LabelledInput label={words.currentPassword} name="current" type="password" autoComplete="current-password" required />
        <LabelledInput
          label={words.newPassword}
          name="new"
          type="password"
          autoComplete="new-password"
          minLength={shortest}
          title={words.passwordRule(shortest)}
          required
        />
        <LabelledInput label={words.repeatPassword} name="repeat" type="password" autoComplete="new-password" required />
        <Button type="submit" busy={busy}>
          {words.changePassword}
        </Button>
      </form>
    </Panel>
  );
}
