using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>Which part of a listing is shown.</summary>
internal readonly record struct Pagination(int Page, int Size)
{
    public const int DefaultSize = 20;

    private const int LargestSize = 100;
    private const int LastPage = 1_000_000;

    public long Skipped => (long)Page * Size;

    public static Pagination Read(Input input) => new(
        input.OptionalNumber("page", 0, 0, LastPage),
        input.OptionalNumber("nbOfItems", DefaultSize, 1, LargestSize));
}
