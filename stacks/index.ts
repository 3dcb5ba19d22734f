import { runProgram } from "./program.ts";

/** Entry of plain `pulumi up`. The language host allows a default export or named ones, not both: the rest is in program.ts. */
export default () => runProgram();
