import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { describeFailure } from "../../api/failure.ts";
import type { Role } from "../../api/types.ts";
import { createUser, usersQuery } from "../../api/users.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DialogActions } from "../../components/dialog-actions.tsx";
import { LabelledInput } from "../../components/labelled-input.tsx";
import { LabelledSelect } from "../../components/labelled-select.tsx";
import { Notice } from "../../components/notice.tsx";
import { ShownOnce } from "../../components/shown-once.tsx";
import { strings } from "../../strings.ts";
import { oneTimePassword } from "./one-time-password.ts";
import { roleOptions } from "./role-options.ts";

const words = strings.users;

/** Properties of {@link NewUserDialog}. */
export interface NewUserDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Makes an account with a password that is shown once. */
export function NewUserDialog({ open, onOpenChange }: NewUserDialogProps) {
  const [created, setCreated] = useState<{ readonly email: string; readonly password: string }>();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const change = (next: boolean) => {
    setCreated(undefined);
    setFailure(undefined);
    onOpenChange(next);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name)).trim();
    const password = oneTimePassword();
    setBusy(true);
    setFailure(undefined);
    try {
      const user = await createUser({ name: text("name"), email: text("email"), role: text("role") as Role, password });
      setCreated({ email: user.email, password });
      void client.invalidateQueries({ queryKey: usersQuery.queryKey });
    } catch (error) {
      setFailure(describeFailure(error).detail ?? describeFailure(error).title);
    } finally {
      setBusy(false);
    }
  };
  if (created !== undefined) {
    return (
      <Dialog open={open} onOpenChange={change} title={words.created(created.email)} description={words.createdLead}>
        <div className="mt-5 space-y-5">
          <ShownOnce label={words.password} secret={created.password} copy={words.copyPassword} />
          <div className="flex justify-end">
            <Button kind="primary" onClick={() => change(false)}>
              {words.done}
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open={open} onOpenChange={change} title={words.createTitle} description={words.createLead}>
      <form onSubmit={(event) => void submit(event)} className="mt-5 space-y-4">
        {failure !== undefined && <Notice kind="bad" title={failure} />}
        <LabelledInput label={words.name} name="name" required maxLength={80} autoComplete="off" />
        <LabelledInput label={words.email} name="email" type="email" required maxLength={254} autoComplete="off" />
        <LabelledSelect label={words.role} name="role" defaultValue="member" options={roleOptions} />
        <DialogActions busy={busy} onCancel={() => change(false)}>
          {words.submit}
        </DialogActions>
      </form>
    </Dialog>
  );
}
