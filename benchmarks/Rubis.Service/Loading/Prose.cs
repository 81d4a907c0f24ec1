using System.Globalization;
using System.Text;

namespace Rubis.Service.Loading;

/// <summary>The words of generated items and comments.</summary>
internal static class Prose
{
    private const int Longest = 8192;

    private static readonly string[] Qualities =
    [
        "Antique", "Blue", "Carved", "Early", "Folding", "Framed", "Green", "Heavy", "Large", "Light", "Painted",
        "Polished", "Rare", "Round", "Signed", "Small", "Striped", "Tall", "Walnut", "Woven",
    ];

    private static readonly string[] Things =
    [
        "album", "atlas", "basket", "bowl", "bracelet", "camera", "chair", "clock", "coat", "coin", "cup", "doll", "flute",
        "globe", "guitar", "jug", "kettle", "lamp", "map", "mirror", "novel", "opal ring", "plate", "poster", "quilt",
        "radio", "scarf", "stamp", "table", "teapot", "ticket", "toy train", "vase", "violin", "watch",
    ];

    private static readonly string Descriptions = Repeat(
        "It was kept with care and comes from a home without smoke. ",
        "The pictures show the very piece that is for sale, with its few marks of use. ",
        "It is packed well and sent within two days of payment, or can be fetched. ",
        "Ask before the end of the auction if anything is unclear. ");

    private static readonly string Comments = Repeat(
        "The parcel came when it was promised and held what was described. ",
        "Questions were answered on the same day. ",
        "I would trade with this member again. ");

    public static string Name(int item, ref SplitMix64 random)
    {
        var quality = Qualities[random.Between(0, Qualities.Length - 1)];
        var thing = Things[random.Between(0, Things.Length - 1)];
        return string.Create(CultureInfo.InvariantCulture, $"{quality} {thing} no. {item}");
    }

    public static string Description(int length) => Descriptions[..Math.Min(length, Longest)];

    public static string Comment(int length) => Comments[..Math.Min(length, Longest)];

    private static string Repeat(params ReadOnlySpan<string> sentences)
    {
        var text = new StringBuilder(Longest);
        for (var next = 0; text.Length < Longest; next++)
        {
            text.Append(sentences[next % sentences.Length]);
        }

        return text.ToString();
    }
}
