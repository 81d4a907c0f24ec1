using System.Runtime.InteropServices;
using System.Text;
using LibvirtSharp.Domains;

namespace LibvirtSharp.Native;

/// <summary><c>virTypedParameter</c>. A text in it is owned: <see cref="SchedulerCalls.Clear"/> frees it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 96)]
internal unsafe struct NativeTypedParameter
{
    private const int NameLength = 80;

    [FieldOffset(0)]
    private fixed byte name[NameLength];

    [FieldOffset(80)]
    private int type;

    [FieldOffset(88)]
    private int number;

    [FieldOffset(88)]
    private uint unsigned;

    [FieldOffset(88)]
    private long wide;

    [FieldOffset(88)]
    private ulong wideUnsigned;

    [FieldOffset(88)]
    private double real;

    [FieldOffset(88)]
    private byte truth;

    [FieldOffset(88)]
    private byte* text;

    /// <exception cref="ArgumentException">libvirt has no room for so long a name.</exception>
    public static NativeTypedParameter Of(TypedParameter parameter)
    {
        var native = default(NativeTypedParameter);
        if (Encoding.UTF8.GetByteCount(parameter.Name) >= NameLength)
        {
            throw new ArgumentException($"The name '{parameter.Name}' is too long.", nameof(parameter));
        }

        Encoding.UTF8.GetBytes(parameter.Name, new Span<byte>(native.name, NameLength));
        native.Set(parameter);
        return native;
    }

    /// <summary>Null: of a type that did not exist when this was written.</summary>
    public readonly TypedParameter? Read()
    {
        string called;
        fixed (byte* start = name)
        {
            called = Native.Text.Borrowed(start)!;
        }

        return type switch
        {
            1 => new TypedParameter.Signed(called, number),
            2 => new TypedParameter.Unsigned(called, unsigned),
            3 => new TypedParameter.WideSigned(called, wide),
            4 => new TypedParameter.WideUnsigned(called, wideUnsigned),
            5 => new TypedParameter.Real(called, real),
            6 => new TypedParameter.Truth(called, truth != 0),
            7 => new TypedParameter.Text(called, Native.Text.Borrowed(text) ?? ""),
            _ => null,
        };
    }

    private void Set(TypedParameter parameter)
    {
        switch (parameter)
        {
            case TypedParameter.Signed value:
                (type, number) = (1, value.Value);
                break;
            case TypedParameter.Unsigned value:
                (type, unsigned) = (2, value.Value);
                break;
            case TypedParameter.WideSigned value:
                (type, wide) = (3, value.Value);
                break;
            case TypedParameter.WideUnsigned value:
                (type, wideUnsigned) = (4, value.Value);
                break;
            case TypedParameter.Real value:
                (type, real) = (5, value.Value);
                break;
            case TypedParameter.Truth value:
                (type, truth) = (6, value.Value ? (byte)1 : (byte)0);
                break;
            case TypedParameter.Text value:
                type = 7;
                text = Native.Text.Given(value.Value);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
