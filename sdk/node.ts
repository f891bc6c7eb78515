// The entry `quittance/node`: what needs files, and so does not run in a browser.
export { readDeployment, writeDeployment } from "./client/deployment/file.ts";
