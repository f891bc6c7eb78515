import * as sandbox from "quittance/jury/sandbox";
import { trySandbox } from "./sandboxed.mjs";

await trySandbox(sandbox);
