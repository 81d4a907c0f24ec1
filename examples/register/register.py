#!/usr/bin/env python3
"""A small web service over PostgreSQL: registers, counters and a guest book.

It runs by itself: psql -f schema.sql; ./register.py --port 8000 (PGHOST, PGDATABASE and so on say where the database is).
It knows nothing of replication. Two habits make it fit to be replicated:
it takes time and chance from the request when they are there, and every answer follows from the request and the database.

  GET    /register/KEY      the value, its version, when it was changed     404 when there is none
  PUT    /register/KEY      sets the value to the body                      answers the new version and the old value
  POST   /register/KEY?expect=VERSION
                            the same, if the version is still that one       409 with the present value otherwise
  DELETE /register/KEY      removes it
  GET    /list              all registers, by key
  GET    /counter/NAME      a number;  POST adds 1 and answers the result
  GET    /book              the guest book;  POST author=...&message=... adds an entry
  GET    /draw              an entry of the guest book, by lot
  GET    /health            whether the database answers
"""

import argparse
import json
import random
import socket
import sys
import threading
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg2

BODY_MAXIMUM = 64 * 1024
per_thread = threading.local()


class Refused(Exception):
    """An answer other than 200, with everything the transaction did undone."""

    def __init__(self, status, content):
        super().__init__(status)
        self.status = status
        self.content = content


def connection():
    """One connection for each thread, made again after it broke."""
    if getattr(per_thread, "connection", None) is None or per_thread.connection.closed:
        per_thread.connection = psycopg2.connect("")
    return per_thread.connection


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "register", ""  # Not Python's version: it differs between systems.
    disable_nagle_algorithm = True
    wbufsize = -1  # One packet for head and body.

    def do_GET(self):
        self.answer()

    def do_HEAD(self):
        self.answer()

    def do_PUT(self):
        self.answer()

    def do_POST(self):
        self.answer()

    def do_DELETE(self):
        self.answer()

    def answer(self):
        length = int(self.headers.get("Content-Length", 0))
        if length > BODY_MAXIMUM:
            self.close_connection = True
            self.reply(413, {"error": f"more than {BODY_MAXIMUM} bytes"})
            return
        body = self.rfile.read(length)
        try:
            with connection() as session, session.cursor() as rows:
                content = self.dispatch(rows, body)
            self.reply(200, content)
        except Refused as refused:
            self.reply(refused.status, refused.content)
        except UnicodeDecodeError:
            self.reply(400, {"error": "the body is not UTF-8"})
        except psycopg2.errors.ReadOnlySqlTransaction:
            self.reply(500, {"error": "this instance only reads"})
        except psycopg2.OperationalError:
            per_thread.connection = None
            self.reply(503, {"error": "no database"})
        except (psycopg2.DataError, ValueError):
            self.reply(400, {"error": "the database cannot hold this value"})

    def dispatch(self, rows, body):
        target = urlsplit(self.path)
        query = parse_qs(target.query)
        method = "GET" if self.command == "HEAD" else self.command
        path = [unquote(part) for part in target.path.split("/")[1:]]
        page, name = path if len(path) == 2 else (None, None)
        if page == "register" and name:
            return self.register(rows, method, name, query, body.decode())
        if page == "counter" and name:
            return self.counter(rows, method, name)
        if path == ["list"] and method == "GET":
            rows.execute("SELECT key, value, version FROM register ORDER BY key")
            return [{"key": k, "value": v, "version": n} for k, v, n in rows]
        if path == ["book"]:
            return self.book(rows, method, body.decode())
        if path == ["draw"] and method == "GET":
            return self.draw(rows)
        if path == ["health"] and method == "GET":
            rows.execute("SELECT 1")
            return {"database": "answers"}
        raise Refused(404, {"error": "no such page, or not with this method"})

    def register(self, rows, method, key, query, value):
        rows.execute("SELECT value, version, changed FROM register WHERE key = %s", (key,))
        old = rows.fetchone()
        if method == "GET":
            if old is None:
                raise Refused(404, {"key": key, "error": "no such register"})
            return {"key": key, "value": old[0], "version": old[1], "changed": text_of(old[2])}
        if method == "DELETE":
            rows.execute("DELETE FROM register WHERE key = %s", (key,))
            return {"key": key, "old": old and old[0]}
        expected = query.get("expect", [None])[0]
        if method == "POST" and expected != str(old[1] if old else 0):
            raise Refused(409, {"key": key, "value": old and old[0], "version": old[1] if old else 0})
        rows.execute(
            "INSERT INTO register VALUES (%s, %s, 1, %s) ON CONFLICT (key) DO UPDATE"
            " SET value = excluded.value, version = register.version + 1, changed = excluded.changed"
            " RETURNING version",
            (key, value, self.now()))
        return {"key": key, "version": rows.fetchone()[0], "old": old and old[0]}

    def counter(self, rows, method, name):
        if method == "POST":
            rows.execute(
                "INSERT INTO counter VALUES (%s, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1"
                " RETURNING value", (name,))
        elif method == "GET":
            rows.execute("SELECT value FROM counter WHERE name = %s", (name,))
        else:
            raise Refused(405, {"error": "a counter is read by GET and counts by POST"})
        row = rows.fetchone()
        return {"name": name, "value": row[0] if row else 0}

    def book(self, rows, method, body):
        if method == "POST":
            fields = parse_qs(body)
            author, message = (fields.get(name, [""])[0] for name in ("author", "message"))
            if not author or not message:
                raise Refused(400, {"error": "author=...&message=... is needed"})
            rows.execute(
                "INSERT INTO book (author, message, written) VALUES (%s, %s, %s) RETURNING entry",
                (author, message, self.now()))
            return {"entry": rows.fetchone()[0]}
        if method != "GET":
            raise Refused(405, {"error": "the book is read by GET and written by POST"})
        rows.execute("SELECT entry, author, message, written FROM book ORDER BY entry DESC LIMIT 50")
        return [{"entry": e, "author": a, "message": m, "written": text_of(w)} for e, a, m, w in rows]

    def draw(self, rows):
        rows.execute("SELECT entry, author FROM book ORDER BY entry")
        entries = rows.fetchall()
        if not entries:
            raise Refused(404, {"error": "the book is empty"})
        entry, author = random.Random(self.headers.get("Spare-Seed")).choice(entries)
        return {"entry": entry, "author": author}

    def now(self):
        """The agreed time when there is one: two replicas would never look at their clocks at the same moment."""
        return self.headers.get("Spare-Time") or datetime.now(timezone.utc).isoformat()

    def reply(self, status, content):
        body = (json.dumps(content, sort_keys=True) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format, *args):
        """Nothing: the manager records every request."""


def text_of(time):
    return time.astimezone(timezone.utc).isoformat()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address, port):
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        super().__init__((address, port), Service)

    def handle_error(self, request, client_address):
        """A client that hangs up is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main():
    options = argparse.ArgumentParser(description="registers, counters and a guest book")
    options.add_argument("--address", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8000)
    chosen = options.parse_args()
    Server(chosen.address, chosen.port).serve_forever()


if __name__ == "__main__":
    main()
