using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace LibvirtSharp.Native;

/// <summary>An array of references that a call returned: the array is freed, its references become handles.</summary>
internal static unsafe class ObjectList
{
    public static ImmutableArray<TObject> Take<THandle, TObject>(int count, void** objects, Func<THandle, TObject> wrap)
        where THandle : SafeHandle, new()
    {
        Outcome.Check(count);
        try
        {
            var taken = ImmutableArray.CreateBuilder<TObject>(count);
            for (var i = 0; i < count; i++)
            {
                var handle = new THandle();
                Marshal.InitHandle(handle, (nint)objects[i]);
                taken.Add(wrap(handle));
            }

            return taken.MoveToImmutable();
        }
        finally
        {
            NativeMemory.Free(objects);
        }
    }
}
