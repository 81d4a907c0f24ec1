using System.Diagnostics;
using System.Security.Cryptography;

namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>
/// What <c>ops/libvirt/60-spare.rules</c> let a user do, asked of libvirt and polkit themselves, in namespaces of their own.
/// </summary>
public sealed class PolkitRulesTests
{
    /// <summary>The user is one that every system has.</summary>
    private const string Script = """
        set -eu
        mkdir "$1/run" "$1/etc" "$1/lib" "$1/log" "$1/cache" "$1/rules"
        mkdir -p /etc/libvirt /var/lib/libvirt /var/log/libvirt /var/cache/libvirt
        sed 's/user = "spare"/user = "nobody"/' "$2" >"$1/rules/60-spare.rules"
        mount --bind "$1/run" /run
        mount --bind "$1/etc" /etc/libvirt
        mount --bind "$1/lib" /var/lib/libvirt
        mount --bind "$1/log" /var/log/libvirt
        mount --bind "$1/cache" /var/cache/libvirt
        mount --bind "$1/rules" /etc/polkit-1/rules.d
        mkdir /run/dbus /run/socket
        chmod 755 "$1" /run
        cat >/etc/libvirt/libvirtd.conf <<'CONFIGURATION'
        unix_sock_dir = "/run/socket"
        unix_sock_rw_perms = "0777"
        auth_unix_rw = "polkit"
        access_drivers = [ "polkit" ]
        mdns_adv = 0
        CONFIGURATION
        echo 'security_driver = "none"' >/etc/libvirt/qemu.conf
        until_it_can() {
          tries=0
          while ! "$@" >/dev/null 2>&1 && [ $tries -lt 300 ]; do sleep 0.1; tries=$((tries + 1)); done
        }
        dbus-daemon --system --nofork --nopidfile >/run/dbus.log 2>&1 &
        until_it_can test -e /run/dbus/system_bus_socket
        /usr/lib/polkit-1/polkitd --no-debug >/run/polkit.log 2>&1 &
        nice libvirtd -f /etc/libvirt/libvirtd.conf >/run/libvirtd.log 2>&1 &
        uri='qemu+unix:///system?socket=/run/socket/libvirt-sock'
        until_it_can virsh -q -c "$uri" list
        for name in spare-h1-r1 other mine; do
          echo "<domain type='qemu'><name>$name</name><memory>32768</memory><os><type arch='x86_64'>hvm</type></os></domain>" \
            >/run/$name.xml
        done
        virsh -c "$uri" define /run/mine.xml >&2
        try() {
          if setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=/tmp virsh -q -c "$uri" "$@" >/run/said 2>&1; then
            echo "may $1 $(tr -d '\n' </run/said)" | sed 's/ $//'
          elif grep -q 'denied' /run/said; then
            echo "may not $*"
          else
            echo "$* $(tail -1 /run/said)"
          fi
        }
        try define /run/spare-h1-r1.xml
        try domstate spare-h1-r1
        try list --all --name
        try destroy spare-h1-r1
        try save spare-h1-r1 /tmp/saved
        try dumpxml spare-h1-r1 --security-info
        try undefine spare-h1-r1
        try define /run/other.xml
        try net-list
        """;

    [Fact]
    public async Task A_manager_has_exactly_the_rights_that_it_needs_with_machines_of_its_group()
    {
        var directory = $"/tmp/spare-test-pk-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";
        Directory.CreateDirectory(directory);
        try
        {
            string[] isolated =
            [
                "--fork", "--kill-child", "--pid", "--mount", "--mount-proc", "--propagation", "private", "sh", "-c", Script, "sh",
            ];
            using var run = Process.Start(new ProcessStartInfo("unshare", [.. isolated, directory, RulesFile()])
            {
                RedirectStandardOutput = true,
                WorkingDirectory = "/",
            })!;
            var said = await run.StandardOutput.ReadToEndAsync();
            await run.WaitForExitAsync();

            Assert.Equal(
                """
                may define
                may domstate shut off
                may list spare-h1-r1
                destroy spare-h1-r1 error: Requested operation is not valid: domain is not running
                may not save spare-h1-r1 /tmp/saved
                may not dumpxml spare-h1-r1 --security-info
                may undefine
                may not define /run/other.xml
                may not net-list
                """,
                said.Trim());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string RulesFile()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Spare.sln")))
        {
            directory = directory.Parent!; // The tests are run where they were built.
        }

        return Path.Combine(directory.FullName, "ops", "libvirt", "60-spare.rules");
    }
}
