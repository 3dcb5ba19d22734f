import { connect } from "node:net";

/**
 * Resolves when the host and port of a URL accept a TCP connection.
 * @param variable where the URL comes from, for messages
 * @throws when it is no URL, and when nothing accepts within `seconds`
 */
export async function reach(variable, url, defaultPort, seconds) {
  if (!URL.canParse(url ?? "")) throw new Error(`${variable} is not a URL; set it, such as redis://cache:6379`);
  const { hostname, port } = new URL(url);
  const target = { host: hostname, port: Number(port) || defaultPort };
  const where = `${target.host}:${target.port} (${variable})`;
  const deadline = Date.now() + seconds * 1000;
  for (let told = false; ; told = true) {
    const problem = await attempt(target);
    if (problem === undefined) return;
    if (Date.now() > deadline) throw new Error(`${where} did not accept a connection within ${seconds} s (WAIT_SECONDS): ${problem}`);
    if (!told) console.log(`waiting for ${where}: ${problem}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function attempt(target) {
  return new Promise((resolve) => {
    const socket = connect(target);
    const done = (problem) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(2000, () => done("no answer"));
    socket.on("connect", () => done(undefined));
    socket.on("error", (error) => done(error.code ?? error.message));
  });
}
