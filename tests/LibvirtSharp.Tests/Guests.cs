namespace LibvirtSharp.Tests;

/// <summary>Descriptions of what the tests make.</summary>
internal static class Guests
{
    /// <summary>For libvirt's mock hypervisor.</summary>
    public static string Mock(string name, string more = "") => $"""
        <domain type='test'>
          <name>{name}</name>
          <memory unit='KiB'>65536</memory>
          <vcpu current='1'>2</vcpu>
          <os><type>hvm</type></os>
          {more}
        </domain>
        """;

    /// <summary>A machine without disk or kernel: its firmware runs and finds nothing to boot.</summary>
    public static string Qemu(string name, string devices = "") => $"""
        <domain type='qemu'>
          <name>{name}</name>
          <memory unit='MiB'>32</memory>
          <vcpu>1</vcpu>
          <os><type arch='x86_64' machine='pc'>hvm</type></os>
          <devices>
            <emulator>/usr/bin/qemu-system-x86_64</emulator>
            <controller type='usb' model='none'/>
            <memballoon model='none'/>
            {devices}
          </devices>
        </domain>
        """;
}
