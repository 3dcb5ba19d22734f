import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";
import { type Draft, draftChanges } from "../definition/draft.ts";
import { ChangeList } from "./change-list.tsx";

/** Properties of {@link ConflictNotice}. */
export interface ConflictNoticeProps {
  /** What the form was filled from. */
  readonly before: Draft;
  /** What the store is now. */
  readonly now: Draft;
  /** Goes on with one's own edits on top of what is there now. */
  readonly onKeep: () => void;
  /** Gives one's own edits up. */
  readonly onDrop: () => void;
}

/** Somebody else was faster: shows what they changed, and asks whose values hold. */
export function ConflictNotice({ before, now, onKeep, onDrop }: ConflictNoticeProps) {
  const theirs = draftChanges(before, now);
  return (
    <Notice kind="bad" title={strings.edit.conflict}>
      <p className="mb-2">{theirs.length === 0 ? strings.edit.conflictSame : strings.edit.conflictLead}</p>
      <ChangeList changes={theirs} />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button size="small" onClick={onKeep}>
          {strings.edit.conflictKeep}
        </Button>
        <Button size="small" onClick={onDrop}>
          {strings.edit.conflictDrop}
        </Button>
      </div>
    </Notice>
  );
}
