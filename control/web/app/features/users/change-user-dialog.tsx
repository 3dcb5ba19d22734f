import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { describeFailure } from "../../api/failure.ts";
import { meQuery } from "../../api/queries.ts";
import type { Role, User } from "../../api/types.ts";
import { setQuota, setRole, usersQuery } from "../../api/users.ts";
import { Dialog } from "../../components/dialog.tsx";
import { DialogActions } from "../../components/dialog-actions.tsx";
import { LabelledInput } from "../../components/labelled-input.tsx";
import { LabelledSelect } from "../../components/labelled-select.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";
import { roleOptions } from "./role-options.ts";

const words = strings.users;

/** Properties of {@link ChangeUserDialog}. */
export interface ChangeUserDialogProps {
  readonly user: User;
  /** Whether it is the account that is signed in: its role cannot change. */
  readonly own: boolean;
  readonly onClose: () => void;
}

/** Role and quota of an account; only what differs is sent. */
export function ChangeUserDialog({ user, own, onClose }: ChangeUserDialogProps) {
  const [role, setRoleChoice] = useState<Role>(user.role);
  const [most, setMost] = useState(String(user.quota.max));
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!/^\d{1,5}$/.test(most.trim()) || Number(most) > 10_000) return setFailure(words.quotaRule);
    setBusy(true);
    try {
      if (role !== user.role) await setRole(user.id, role);
      if (Number(most) !== user.quota.max) await setQuota(user.id, Number(most));
      onClose();
    } catch (error) {
      setFailure(describeFailure(error).detail ?? describeFailure(error).title);
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: usersQuery.queryKey });
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    }
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={words.changeTitle(user.email)} description={words.changeLead}>
      <form noValidate onSubmit={(event) => void submit(event)} className="mt-5 space-y-4">
        {failure !== undefined && <Notice kind="bad" title={failure} />}
        <LabelledSelect
          label={words.role}
          value={role}
          disabled={own}
          hint={own ? words.ownRole : undefined}
          onChange={({ target }) => setRoleChoice(target.value as Role)}
          options={roleOptions}
        />
        <LabelledInput label={words.quota} inputMode="numeric" value={most} onChange={({ target }) => setMost(target.value)} />
        <DialogActions busy={busy} onCancel={onClose}>
          {words.save}
        </DialogActions>
      </form>
    </Dialog>
  );
}
