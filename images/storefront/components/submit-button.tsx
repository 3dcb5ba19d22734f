"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import styles from "./button.module.css";

export interface SubmitButtonProps {
  readonly children: ReactNode;
  /** Shown while the form is being sent. @default the children */
  readonly busy?: ReactNode;
  /** @default false */
  readonly disabled?: boolean;
}

/** A form's main button; while the form is being sent it cannot be pressed again. */
export function SubmitButton({ children, busy, disabled = false }: SubmitButtonProps) {
  const { pending } = useFormStatus();
  return (
    <button className={styles.button} type="submit" disabled={disabled} aria-disabled={pending} onClick={pending ? refuse : undefined}>
      {pending ? (busy ?? children) : children}
    </button>
  );
}

function refuse(event: { preventDefault(): void }): void {
  event.preventDefault();
}
