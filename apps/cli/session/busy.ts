import type { Output } from "../output/output.ts";

const FIRST_MS = 2_000;
const NEXT_MS = 15_000;

/** Says on standard error that something takes its time, once it took two seconds, and again now and then. */
export async function busy<Result>(output: Output, what: string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout;
  const say = () => {
    output.note(`${what} …`);
    timer = setTimeout(say, NEXT_MS);
  };
  timer = setTimeout(say, FIRST_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
