import { Agent, request } from "node:http";

/** A request that is sent again and again. */
export interface Question {
  readonly name: string;
  readonly path: string;
  /** Of a POST, as JSON; a GET when left out. */
  readonly body?: string;
}

/** What a server did under load. */
export interface Served {
  readonly perSecond: number;
  /** Milliseconds that each answer took, in ascending order. */
  readonly waits: readonly number[];
}

export interface Load {
  readonly connections: number;
  readonly seconds: number;
}

/** Times that load was made: each is by other callers, whose points nothing has been taken from. */
let times = 0;

/** Asks one question after another on each of so many connections that stay open, each of a caller of its own. */
export async function serveUnder(
  { connections, seconds }: Load,
  url: string,
  questions: readonly Question[],
): Promise<Served> {
  const network = `10.1.${times++ % 256}`;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const waits: number[] = [];
  const start = performance.now();
  const end = start + 1_000 * seconds;
  const lane = async (place: number) => {
    for (let next = place; performance.now() < end; next++) {
      const question = questions[next % questions.length];
      if (question === undefined) throw new RangeError("there is no question to ask");
      const sent = performance.now();
      await ask(url, question, { agent, address: `${network}.${place}` });
      waits.push(performance.now() - sent);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, (_, place) => lane(place)));
  } finally {
    agent.destroy();
  }
  const took = (performance.now() - start) / 1_000;
  return { perSecond: waits.length / took, waits: waits.sort((a, b) => a - b) };
}

/** @returns the answer. Throws when it is no success, for an answer that fails is soon given. */
export function ask(
  url: string,
  { name, path, body }: Question,
  { agent, address = "10.0.1.1" }: { readonly agent?: Agent; readonly address?: string } = {},
): Promise<string> {
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const headers = { ...type, "x-forwarded-for": address };
  const method = body === undefined ? "GET" : "POST";
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers, ...(agent && { agent }) }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("error", reject).on("end", () => {
        const isGood = response.statusCode === 200 && !text.includes('"errors":[');
        if (isGood) resolve(text);
        else reject(new Error(`${name} was answered with ${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    sent.on("error", reject).end(body);
  });
}
