import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { describeFailure } from "../../api/failure.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";

/** Any address that leads nowhere. */
export function NotFoundPage() {
  return (
    <main className="mx-auto max-w-xl px-4 py-20">
      <EmptyState
        icon={Compass}
        title={strings.failure.notFound}
        action={
          <Button asChild kind="primary">
            <Link to="/stores">{strings.failure.backToStores}</Link>
          </Button>
        }
      >
        {null}
      </EmptyState>
    </main>
  );
}

/** A page that could not be shown, with the reason and a way to try again. */
export function CrashPage({ error }: ErrorComponentProps) {
  const router = useRouter();
  const { title, detail } = describeFailure(error);
  return (
    <main className="mx-auto max-w-xl px-4 py-20">
      <Notice kind="bad" title={title}>
        <p>{detail ?? strings.failure.crashed}</p>
        <Button size="small" className="mt-3" onClick={() => void router.invalidate()}>
          {strings.common.retry}
        </Button>
      </Notice>
    </main>
  );
}
