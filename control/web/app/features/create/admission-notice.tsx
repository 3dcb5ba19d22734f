import { describeFailure } from "../../api/failure.ts";
import type { Validation } from "../../api/types.ts";
import { duration } from "../../components/format.ts";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";

/** Properties of {@link AdmissionNotice}. */
export interface AdmissionNoticeProps {
  /** Whether the draft is complete enough to be asked about. */
  readonly complete: boolean;
  readonly validation: Validation | undefined;
  readonly failure: Error | null;
}

/** Whether the store would be taken on, before anybody asks for it. */
export function AdmissionNotice({ complete, validation, failure }: AdmissionNoticeProps) {
  if (!complete) return <p className="text-[0.8125rem] text-muted">{strings.create.incomplete}</p>;
  if (failure !== null) return <Notice kind="warn" title={describeFailure(failure).title} />;
  if (validation === undefined) return <p className="text-[0.8125rem] text-muted">{strings.create.checking}</p>;
  const problem = validation.problems[0];
  if (problem !== undefined) return <Notice kind="bad" title={`${problem.field} ${problem.message}`} />;
  const { admission } = validation;
  if (admission === null) return null;
  if (!admission.admitted) {
    return (
      <Notice kind="bad" title={strings.create.refused}>
        {admission.reason}
      </Notice>
    );
  }
  return (
    <Notice kind="info" title={strings.create.admitted}>
      {validation.url !== null && <p>{strings.create.willBeAt(validation.url)}</p>}
      <p>{admission.queuePosition <= 1 ? strings.create.admittedNow : strings.create.queued(admission.queuePosition)}</p>
      {admission.etaSeconds !== null && <p>{strings.create.eta(duration(admission.etaSeconds))}</p>}
    </Notice>
  );
}
