import type { ClauseBase } from "./clause-base.ts";

/** An input that is laid out among the files that tests run on. */
export interface TestFile {
  /** Name of the input. */
  readonly input: string;
  /** Where it is put, as a path of the bundle; with `unpack`, the folder, and empty for the top. */
  readonly path: string;
  /** The input is a ZIP archive and its files are laid out in the folder; left out: it is put there as it is. */
  readonly unpack?: "zip" | undefined;
}

/**
 * Named tests pass.
 *
 * The subject is a folder of the bundle with a slash at its end, such as `src/`, or `./` for the whole bundle. Its files are laid
 * out in an empty folder at the paths that they have in the bundle; then those of `files` in order, which replace what stands
 * there, so that the tests are the pact's. Each test file that `tests` names is run once with `node --test`, one after the other
 * in the order in which they are first named, in that folder: without network, with a file system of nothing else, no
 * environment but `TZ=UTC`, and within `limits`.
 *
 * There is one unit per entry of `tests`, lost unless the runner reported at least one test of that file by that name, and all
 * of that name passed: not failed, skipped, cancelled or to do. The name of a test within another is theirs from outside in,
 * joined by ` > `. What the code prints is no report. When a limit is reached, the run of that file ends, and every test of it
 * is lost. Absent (no file of the bundle in the folder): one lost unit per entry of `tests`.
 *
 * A juror that cannot isolate the run, or whose Node is older than `leastNode`, has no result for it.
 */
export interface TestSuiteClause extends ClauseBase {
  readonly kind: "test-suite";
  readonly method: "executed";
  readonly measure: {
    readonly runner: "node --test";
    /** Oldest major version of Node, 20 to 99. */
    readonly leastNode: number;
    /** 1 to 256: what is laid out over the bundle, the tests among it. */
    readonly files: readonly TestFile[];
    /** 1 to 1000, none twice. */
    readonly tests: readonly NamedTest[];
    readonly limits: TestLimits;
  };
}

/** A test by the file it is in, and its name. */
export interface NamedTest {
  /** Path of the test file. */
  readonly file: string;
  /** 1 to 500 characters. */
  readonly name: string;
}

/** What the run of one test file may use. */
export interface TestLimits {
  /** Seconds of wall-clock time, 1 to 3600. */
  readonly seconds: number;
  /** MiB of memory, 64 to 16384. */
  readonly memory: number;
  /** Bytes of output, 1024 to 2^26. */
  readonly output: number;
}
