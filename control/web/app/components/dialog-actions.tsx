import type { ReactNode } from "react";
import { strings } from "../strings.ts";
import { Button, type ButtonProps } from "./button.tsx";

/** Properties of {@link DialogActions}. */
export interface DialogActionsProps {
  readonly busy: boolean;
  readonly onCancel: () => void;
  /** @default primary */
  readonly kind?: ButtonProps["kind"];
  readonly disabled?: boolean;
  /** What the button that submits the form says. */
  readonly children: ReactNode;
}

/** The end of a form in a dialog: away from it, or on. */
export function DialogActions({ busy, onCancel, kind = "primary", disabled = false, children }: DialogActionsProps) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onCancel}>{strings.common.cancel}</Button>
      <Button type="submit" kind={kind} busy={busy} disabled={disabled}>
        {children}
      </Button>
    </div>
  );
}
