import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { changeStore } from "../../api/changes.ts";
import { type ApiFailure, asFailure, describeFailure, type FieldProblem } from "../../api/failure.ts";
import { storeQuery } from "../../api/queries.ts";
import type { StoreDetail } from "../../api/types.ts";
import { Button } from "../../components/button.tsx";
import { Panel } from "../../components/card.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";
import { PlanChoice } from "../definition/choices.tsx";
import { type Draft, draftChanges, draftOf, draftPatch, draftProblems, patched, rebased } from "../definition/draft.ts";
import { PlanPreview } from "../definition/plan-preview.tsx";
import { SpecFieldList } from "../definition/spec-field-list.tsx";
import { specFields } from "../definition/spec-fields.ts";
import { ChangeList } from "./change-list.tsx";
import { ConflictNotice } from "./conflict-notice.tsx";

/** Changes the store's definition. */
export function DefinitionTab({ store }: { readonly store: StoreDetail }) {
  return store.managedBy === "declared" ? <Notice kind="info" title={strings.store.declared} /> : <DefinitionForm store={store} />;
}

/** The form keeps the store that it was filled from: a change is saved over that revision, or not at all. */
function DefinitionForm({ store }: { readonly store: StoreDetail }) {
  const [base, setBase] = useState(store);
  const [draft, setDraft] = useState<Draft>(() => draftOf(store.spec));
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<ApiFailure>();
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();

  const initial = draftOf(base.spec);
  const changes = draftChanges(initial, draft);
  const patch = draftPatch(initial, draft);
  const problems: readonly FieldProblem[] = [...draftProblems(draft), ...(failure?.problems ?? [])];
  const changed = changes.length > 0;
  const conflict = store.etag !== base.etag || failure?.status === 412;
  const open = store.operation !== null;
  const edit = (next: Draft) => {
    setDraft(next);
    setFailure(undefined);
  };
  const begin = (from: StoreDetail, next: Draft) => {
    setBase(from);
    edit(next);
  };
  const reread = () => client.fetchQuery({ ...storeQuery(store.name), staleTime: 0 });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const first = problems[0];
    if (first !== undefined) {
      setTouched(new Set(problems.map(({ field }) => field)));
      return document.getElementById(`field-${first.field}`)?.focus();
    }
    setBusy(true);
    try {
      await changeStore(store.name, patch, base.etag ?? "");
      const saved = await reread();
      begin(saved, draftOf(saved.spec));
    } catch (error) {
      setFailure(asFailure(error));
      void reread().catch(() => undefined);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="min-w-0 space-y-6">
        {conflict && (
          <ConflictNotice
            before={initial}
            now={draftOf(store.spec)}
            onKeep={() => begin(store, rebased(initial, draft, draftOf(store.spec)))}
            onDrop={() => begin(store, draftOf(store.spec))}
          />
        )}
        <PlanChoice engine={base.engine} value={draft.plan} onChange={(plan) => edit({ ...draft, plan })} />
        <Panel title={strings.edit.title} hint={strings.edit.hint} bodyClass="grid gap-x-5 gap-y-5 p-5 sm:grid-cols-2">
          <SpecFieldList
            fields={specFields(base.engine).filter(({ path }) => path !== "name")}
            values={draft.values}
            problems={problems}
            touched={touched}
            onChange={(values) => edit({ ...draft, values })}
            onLeave={(path) => setTouched((paths) => new Set([...paths, path]))}
          />
        </Panel>
      </div>
      <div className="space-y-5 lg:sticky lg:top-20">
        <Panel title={strings.edit.changes} bodyClass="space-y-4 p-5">
          {changed ? <ChangeList changes={changes} /> : <p className="text-[0.8125rem] text-muted">{strings.edit.unchanged}</p>}
          {failure !== undefined && failure.status !== 412 && (
            <Notice kind="bad" title={strings.edit.refused}>
              {describeFailure(failure).detail ?? describeFailure(failure).title}
            </Notice>
          )}
          {open && changed && <p className="text-[0.8125rem] text-muted">{strings.edit.busy}</p>}
          <div className="flex gap-2">
            <Button type="submit" kind="primary" busy={busy} disabled={!changed || open || conflict} className="flex-1 justify-center">
              {strings.edit.save}
            </Button>
            <Button disabled={!changed} onClick={() => edit(initial)}>
              {strings.edit.reset}
            </Button>
          </div>
        </Panel>
        <PlanPreview definition={patched(base.spec, patch)} complete={changed && draftProblems(draft).length === 0} />
      </div>
    </form>
  );
}
