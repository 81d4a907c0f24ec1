namespace Spare.Configuration.Tests;

/// <summary>Correct files that tests change in one place.</summary>
internal static class SampleFiles
{
    public const string Service = """
        service: register
        start:
          command: [/usr/bin/python3, "${service.directory}/register.py", --port, "${port}"]
          environment:
            GREETING: hello
        write-instance:
          port: 8000
        read-instances:
          port: 8100
          count: 2
        health:
          path: /health
          deadline: 20s
        database:
          name: register
          owner: clerk
          setup:
            - [psql, -f, "${service.directory}/schema.sql"]
          settings:
            work_mem: 16MB
        defaults:
          deadline: 5s
        routes:
          - path: /register/*
            methods: [GET, HEAD]
            class: read
            deadline: 500ms
            reply-maximum: 64KiB
          - path: /list
            class: read
        ticks:
          - name: sweep
            interval: 60s
            path: /sweep
        volatile:
          headers:
            Date: agreed-time
            X-Server: {fixed: "python"}
            X-Trace: remove
          bodies:
            - pattern: "took [0-9]+ ms"
              becomes: {fixed: "took 0 ms"}
        on-waking: {request: /drop-caches}
        clock: header
        """;

    public const string Host = """
        host: 1
        faults: 1
        group: spare-register
        hosts:
          - {id: 2, name: second, address: 10.77.0.2, peer-port: 7100}
          - {id: 1, name: first, address: 10.77.0.1, peer-port: 7100}
        listen: ["fd:3", "0.0.0.0:8080"]
        peers: {authority: ca.pem, certificate: host.pem, key: /etc/spare/host.key}
        service: register.yaml
        hypervisor:
          driver: process
          state-directory: state
          image: image
          agent: [/usr/lib/spare/spare-agent]
          addresses: 10.99.0.0/16
          users: 200000-200999
        journal: {directory: journal}
        admin: {socket: spared.sock}
        """;
}
