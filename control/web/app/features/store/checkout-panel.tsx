import { useState } from "react";
import { verifyStore } from "../../api/changes.ts";
import { describeFailure } from "../../api/failure.ts";
import type { StoreDetail } from "../../api/types.ts";
import { Button } from "../../components/button.tsx";
import { Panel } from "../../components/card.tsx";
import { CheckoutSpark } from "../../components/checkout-spark.tsx";
import { duration, percent } from "../../components/format.ts";
import { Notice } from "../../components/notice.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { strings } from "../../strings.ts";

/** The proof that shoppers can buy, and how it went before. */
export function CheckoutPanel({ store }: { readonly store: StoreDetail }) {
  const [refusal, setRefusal] = useState<string>();
  const { proof, proofs } = store;
  const sold = proofs.filter(({ ok }) => ok).length;
  const last = proofs.at(-1);
  const verify = () => {
    setRefusal(undefined);
    verifyStore(store.name).catch((error: unknown) => setRefusal(describeFailure(error).detail ?? describeFailure(error).title));
  };
  return (
    <Panel
      title={strings.store.checkout}
      hint={strings.store.checkoutHint}
      actions={
        store.managedBy === "control-plane" && (
          <Button size="small" disabled={store.status !== "Ready"} onClick={verify}>
            {strings.store.verify}
          </Button>
        )
      }
      bodyClass="space-y-4 p-5"
    >
      {refusal !== undefined && <Notice kind="bad" title={refusal} />}
      <div className="flex flex-wrap items-center justify-between gap-4">
        <CheckoutSpark proofs={proofs} />
        {proofs.length > 0 && <p className="text-[0.8125rem] text-muted">{strings.checkout.success(percent(sold, proofs.length))}</p>}
      </div>
      {proof !== null && (
        <dl className="grid grid-cols-2 gap-x-6 gap-y-4 border-t pt-4 sm:grid-cols-4">
          <Fact name={strings.store.order}>
            <span className="font-mono text-[0.8125rem] break-all">{proof.orderId}</span>
          </Fact>
          <Fact name={strings.store.total}>
            {proof.total} {proof.currency}
          </Fact>
          <Fact name={strings.store.proofTook}>{duration(proof.seconds)}</Fact>
          <Fact name={strings.store.proven}>
            <RelativeTime at={proof.at} />
          </Fact>
        </dl>
      )}
      {last?.ok === false && last.error !== null && (
        <Notice kind="bad" title={strings.store.lastFailure}>
          {last.error}
        </Notice>
      )}
    </Panel>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="mt-0.5 font-medium tabular-nums">{children}</dd>
    </div>
  );
}
