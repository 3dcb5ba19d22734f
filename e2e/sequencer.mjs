import Sequencer from "@jest/test-sequencer";

/** By path: the cluster's own life first (it ends with no cluster), then everything that needs one. */
export default class ByPath extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
