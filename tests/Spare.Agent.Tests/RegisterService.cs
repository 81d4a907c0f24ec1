using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Spare.Configuration.Service;

namespace Spare.Agent.Tests;

/// <summary>A small service in Python that runs the SQL it is asked to run, through psql.</summary>
internal sealed class RegisterService
{
    private const string Program = """
        import os, subprocess, sys, time, urllib.parse
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            server_version, sys_version = 'register', ''
            forgotten = 0

            def do_GET(self):
                path, _, query = self.path.partition('?')
                status, body = 200, b'up'
                if path == '/sql':
                    done = subprocess.run(['psql', '-qAtX', '-v', 'ON_ERROR_STOP=1', '-c', urllib.parse.unquote(query)],
                                          capture_output=True)
                    status, body = (200 if done.returncode == 0 else 409), done.stdout + done.stderr
                elif path == '/time':
                    body = ('%.6f' % time.time()).encode()
                elif path == '/pid':
                    body = str(os.getpid()).encode()
                elif path == '/forgotten':
                    body = str(Handler.forgotten).encode()
                elif path == '/die':
                    os._exit(7)
                self.answer(status, body)

            def do_POST(self):
                Handler.forgotten += self.path == '/forget'
                self.answer(204 if self.path == '/forget' else 405, b'')

            def answer(self, status, body):
                self.send_response(status)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
        """;

    private RegisterService(ServiceFile file, string path) => (File, FilePath) = (file, path);

    public ServiceFile File { get; }

    public string FilePath { get; }

    public int WritePort => File.Instances.Write;

    /// <summary>Writes the service's files into a directory and loads them as an operator's would be.</summary>
    /// <param name="setup">SQL that makes the database.</param>
    public static RegisterService Write(
        string directory, string setup, string start = "service.py", string more = "", int readInstances = 1)
    {
        System.IO.File.WriteAllText(Path.Combine(directory, "service.py"), Program);
        System.IO.File.WriteAllText(Path.Combine(directory, "schema.sql"), setup);
        var port = FreePorts();
        var text = string.Create(CultureInfo.InvariantCulture, $$"""
            service: register
            start:
              command: [/usr/bin/python3, "${service.directory}/{{start}}", "${address}", "${port}"]
            write-instance:
              port: {{port}}
            read-instances:
              port: {{port + 1}}
              count: {{readInstances}}
            health:
              deadline: 60s
            database:
              name: register
              owner: clerk
              setup:
                - [psql, -qX, -v, ON_ERROR_STOP=1, -f, "${service.directory}/schema.sql"]
            {{more}}
            """);
        var path = Path.Combine(directory, "service.yaml");
        System.IO.File.WriteAllText(path, text);
        var read = ServiceFileReader.Load(path);
        return read.TryGet(out var file) ? new RegisterService(file, path) : throw new InvalidOperationException(read.Report());
    }

    /// <summary>
    /// The first of two neighbouring ports that nobody listens at, below those that the system gives to connections:
    /// one of these could be in use again when the service comes to listen.
    /// </summary>
    private static int FreePorts()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            try
            {
                using var first = new TcpListener(IPAddress.Loopback, port);
                first.Start();
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; another pair will do.
            }
        }
    }
}
