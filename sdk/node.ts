export { readDeployment, writeDeployment } from "./client/deployment/record.ts";
