"""A real SMTP server for tests: STARTTLS, AUTH, and faults on demand.

The first line on stdout is the port. Accepted messages become 001.eml, 002.eml ... in --dir, with
the envelope in front as X-Envelope-From and X-Envelope-To. The server ends when stdin closes, so
it never outlives the test process.

Faults by the recipient's local part (what follows a "+" is free: busy451+kim@example.com):
  busy451     451 at RCPT, a temporary refusal
  unknown550  550 at RCPT, a final refusal
  drop        the connection breaks after DATA, without an answer
  hang        no answer after DATA for --hang-seconds, then 451
"""

import argparse
import asyncio
import functools
import pathlib
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult


class Smtp(SMTP):
    async def smtp_AUTH(self, arg):
        # Mechanism names are case-insensitive (RFC 4422): System.Net.Mail says "AUTH login", which aiosmtpd does not know.
        mechanism, blank, rest = (arg or "").partition(" ")
        await super().smtp_AUTH(mechanism.upper() + blank + rest)


class Mailbox:
    def __init__(self, directory, hang_seconds):
        self.directory = directory
        self.hang_seconds = hang_seconds
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        fault = fault_of(address)
        if fault == "busy451":
            return "451 4.3.2 Try again later"
        if fault == "unknown550":
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        faults = {fault_of(address) for address in envelope.rcpt_tos}
        if "drop" in faults:
            server.transport.abort()
            raise ConnectionResetError("dropped on demand")
        if "hang" in faults:
            await asyncio.sleep(self.hang_seconds)
            return "451 4.4.2 Hung on demand"
        self.store(envelope)
        return "250 OK"

    def store(self, envelope):
        self.count += 1
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        file = self.directory / f"{self.count:03}.eml"
        # A reader must never see half a message: write aside, then rename.
        part = file.with_suffix(".part")
        part.write_bytes(head.encode() + envelope.original_content)
        part.rename(file)


def fault_of(address):
    return address.partition("@")[0].partition("+")[0].lower()


def authenticator(user, password, reject):
    expected = (user.encode(), password.encode())

    def authenticate(server, session, envelope, mechanism, credentials):
        accepted = not reject and (credentials.login, credentials.password) == expected
        return AuthResult(success=accepted, handled=False)

    return authenticate


def protocol(options):
    tls = None
    if not options.no_starttls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(options.cert, options.key)
    return functools.partial(
        Smtp,
        Mailbox(options.dir, options.hang_seconds),
        hostname="localhost",
        enable_SMTPUTF8=True,
        tls_context=tls,
        require_starttls=tls is not None,
        auth_required=options.user is not None,
        authenticator=authenticator(options.user or "", options.password, options.reject_auth),
    )


async def serve(options):
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def wait_for_end_of_stdin():
        sys.stdin.buffer.read()
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait_for_end_of_stdin, daemon=True).start()
    server = await loop.create_server(protocol(options), "127.0.0.1", options.port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await stop.wait()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--port", type=int, default=0, help="0 takes a free one")
    arguments.add_argument("--dir", type=pathlib.Path, required=True)
    arguments.add_argument("--cert")
    arguments.add_argument("--key")
    arguments.add_argument("--user", help="without it no AUTH is asked for")
    arguments.add_argument("--password", default="")
    arguments.add_argument("--reject-auth", action="store_true", help="refuse every password")
    arguments.add_argument("--no-starttls", action="store_true", help="do not offer STARTTLS")
    arguments.add_argument("--hang-seconds", type=float, default=60)
    options = arguments.parse_args()
    if not options.no_starttls and not (options.cert and options.key):
        arguments.error("STARTTLS needs --cert and --key")
    asyncio.run(serve(options))


if __name__ == "__main__":
    main()
