// The entry `quittance/evidence/archive`: what needs the package `fflate`.
export { type ArchiveLimits, readArchive } from "./read.ts";
