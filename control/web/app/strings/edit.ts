/** Words of the form that changes a store. */
export const edit = {
  title: "Definition",
  hint: "Name and engine cannot change.",
  save: "Save changes",
  reset: "Discard changes",
  changes: "What changes",
  unchanged: "Nothing is changed yet.",
  toDefault: "default",
  saved: "Accepted. The operation is on its way.",
  busy: "Another operation is under way; the change can be saved when it has ended.",
  refused: "The change was not accepted",
  conflict: "Somebody else changed this store meanwhile",
  conflictLead: "Nothing was overwritten. Their changes:",
  conflictSame: "Their definition is the same as the one you began with.",
  conflictKeep: "Keep my changes on top of theirs",
  conflictDrop: "Take theirs",
};
