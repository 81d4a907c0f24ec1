using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>Strings of C.</summary>
internal static unsafe class Text
{
    public static string? Borrowed(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    /// <summary>In memory of malloc, which libvirt frees.</summary>
    public static byte* Given(string text)
    {
        var length = System.Text.Encoding.UTF8.GetByteCount(text);
        var copy = (byte*)NativeMemory.Alloc((nuint)length + 1);
        System.Text.Encoding.UTF8.GetBytes(text, new Span<byte>(copy, length));
        copy[length] = 0;
        return copy;
    }
}
