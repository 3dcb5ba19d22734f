import { createServer, type Server } from "node:net";
import type { Check, Services } from "./services.ts";

const port = 2525;

/** Mail is off and says so, goes through the server that the environment names, and is never sent unencrypted by accident. */
export async function rehearseMail(services: Services, order: number, check: Check): Promise<void> {
  const notify = `$mails = WC()->mailer()->get_emails(); echo wp_json_encode( $mails['WC_Email_Customer_Processing_Order']->trigger( ${order} ) );`;
  const send = (env: Readonly<Record<string, string>>) =>
    services.runBesides(
      "wp",
      env,
      "--user=admin",
      "eval",
      `${notify} echo wp_mail( 'somebody@shop.example', 'Hello', 'Text' ) ? 'mail went' : 'mail stayed';`,
    );
  const off = await send({});
  check("mail is off without a server, and nobody is told that it was sent", off.output.includes("mail stayed"), off);

  const sink = await MailSink.start();
  try {
    const server = { SMTP_HOST: "127.0.0.1", SMTP_PORT: String(port), MAIL_FROM: "shop@sender.example" };
    const plain = await send({ ...server, SMTP_SECURITY: "unencrypted" });
    const mails = sink.mails.map((mail) => [/^From: .*<(.+)>\r$/m.exec(mail)?.[1], /^To: .*?([^\s<>]+@[^\s<>]+)>?\r$/m.exec(mail)?.[1]]);
    check(
      "the customer's mail and a plain one go out through the named server, from the named sender",
      plain.output.includes("mail went") &&
        JSON.stringify(mails) ===
          JSON.stringify([
            ["shop@sender.example", "customer@shop.example"],
            ["shop@sender.example", "somebody@shop.example"],
          ]),
      { plain, mails, raw: sink.mails },
    );
    const refused = await send({ ...server, SMTP_SECURITY: "starttls" });
    check(
      "a server without encryption gets nothing unless that was asked for",
      refused.output.includes("mail stayed") && sink.mails.length === 2,
      refused,
    );
    check(
      "… and the log says why, without an address",
      refused.output.includes("A mail could not be sent") && !refused.output.includes("@"),
      refused,
    );
  } finally {
    sink.stop();
  }
  const gone = await send({ SMTP_HOST: "127.0.0.1", SMTP_PORT: String(port), SMTP_SECURITY: "unencrypted" });
  check("a mail server that is away costs the mail only", gone.code === 0 && gone.output.includes("mail stayed"), gone);
}

/** A mail server that keeps what it gets: as much of SMTP as a client needs to hand over a mail. */
class MailSink {
  readonly mails: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((socket) => {
      let body: string | undefined;
      let rest = "";
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        rest += chunk;
        for (let end = rest.indexOf("\r\n"); end !== -1; end = rest.indexOf("\r\n")) {
          const line = rest.slice(0, end);
          rest = rest.slice(end + 2);
          if (body !== undefined) {
            if (line !== ".") body += `${line}\r\n`;
            else {
              this.mails.push(body);
              body = undefined;
              socket.write("250 kept\r\n");
            }
          } else if (/^DATA/i.test(line)) {
            body = "";
            socket.write("354 go on\r\n");
          } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
          else socket.write("250 fine\r\n");
        }
      });
      socket.on("error", () => socket.destroy());
      socket.write("220 rehearsal\r\n");
    });
  }

  static async start(): Promise<MailSink> {
    const sink = new MailSink();
    await new Promise<void>((resolve) => sink.#server.listen(port, "127.0.0.1", resolve));
    return sink;
  }

  stop(): void {
    this.#server.close();
  }
}
