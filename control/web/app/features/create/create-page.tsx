import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { createStore } from "../../api/changes.ts";
import { type ApiFailure, asFailure, describeFailure, type FieldProblem } from "../../api/failure.ts";
import { storesQuery } from "../../api/queries.ts";
import { Button } from "../../components/button.tsx";
import { Panel } from "../../components/card.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { strings } from "../../strings.ts";
import { EngineChoice, PlanChoice } from "../definition/choices.tsx";
import { type Draft, draftInput, draftProblems, emptyDraft } from "../definition/draft.ts";
import { PlanPreview } from "../definition/plan-preview.tsx";
import { SpecFieldList } from "../definition/spec-field-list.tsx";
import { basicFields, specFields } from "../definition/spec-fields.ts";
import { AdmissionNotice } from "./admission-notice.tsx";
import { DefinitionPanel } from "./definition-panel.tsx";
import { SummaryPanel } from "./summary-panel.tsx";
import { useValidation } from "./use-validation.ts";

/** The form for a new store: its fields, checks and messages are those of the store's schema. */
export function CreatePage() {
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<ApiFailure>();
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const navigate = useNavigate();
  const client = useQueryClient();

  const input = draftInput(draft);
  const local = draftProblems(draft);
  const validation = useValidation(input, local.length === 0);
  const problems: readonly FieldProblem[] = [...local, ...(validation.data?.problems ?? []), ...(failure?.problems ?? [])];
  const fields = specFields(draft.engine);

  const change = (part: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...part }));
    // Another intent: the same key would mean the store that was asked for before.
    setKey(crypto.randomUUID());
    setFailure(undefined);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTouched(new Set(fields.map(({ path }) => path)));
    const first = problems[0];
    if (first !== undefined) return document.getElementById(`field-${first.field}`)?.focus();
    setBusy(true);
    try {
      await createStore(input, key);
      void client.invalidateQueries({ queryKey: storesQuery.queryKey });
      await navigate({ to: "/stores/$name", params: { name: input.name } });
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
    }
  };
  const inputs = (paths: readonly string[]) => (
    <SpecFieldList
      fields={fields.filter(({ path }) => paths.includes(path))}
      values={draft.values}
      problems={problems}
      touched={touched}
      onChange={(values) => change({ values })}
      onLeave={(path) => setTouched((left) => new Set([...left, path]))}
    />
  );
  const advanced = fields.map(({ path }) => path).filter((path) => !basicFields.includes(path));

  return (
    <>
      <PageTitle title={strings.create.title} hint={strings.create.lead} />
      <form noValidate onSubmit={(event) => void submit(event)} className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-6">
          <EngineChoice value={draft.engine} onChange={(engine) => change({ engine })} />
          <PlanChoice engine={draft.engine} value={draft.plan} onChange={(plan) => change({ plan })} />
          <Panel title={strings.create.basics} bodyClass="grid gap-x-5 gap-y-5 p-5 sm:grid-cols-2">
            {inputs(basicFields)}
          </Panel>
          <details className="group rounded-xl border bg-surface shadow-card">
            <summary className="rounded-xl px-5 py-3.5 font-semibold select-none">{strings.create.advanced}</summary>
            <div className="grid gap-5 border-t p-5 sm:grid-cols-2">{inputs(advanced)}</div>
          </details>
        </div>
        <div className="space-y-5 lg:sticky lg:top-20">
          <SummaryPanel input={input} plan={draft.plan} demand={validation.data?.demand ?? null}>
            <AdmissionNotice complete={local.length === 0} validation={validation.data} failure={validation.error} />
            {failure !== undefined && (
              <Notice kind="bad" title={strings.create.failed}>
                {describeFailure(failure).detail ?? describeFailure(failure).title}
              </Notice>
            )}
            <Button type="submit" kind="primary" busy={busy} className="w-full justify-center">
              {strings.create.submit}
            </Button>
          </SummaryPanel>
          <PlanPreview definition={input} complete={problems.length === 0} />
          <DefinitionPanel input={input} />
        </div>
      </form>
    </>
  );
}
