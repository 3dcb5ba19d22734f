import { refuseToReplaceStores } from "./own-machine.ts";

/** Jest runs this once, before any cluster test. */
export default (): Promise<void> => refuseToReplaceStores("npm run e2e");
