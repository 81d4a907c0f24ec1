using System.Text.Json;
using Spare.Protocol.Admin;

namespace Spare.Cli;

/// <summary>One event in one line.</summary>
internal static class EventText
{
    public static string Of(OperatorEvent happened, OutputForm form)
    {
        if (form == OutputForm.Json)
        {
            return JsonSerializer.Serialize(happened, AdminJson.Default.OperatorEvent);
        }

        var about = string.Join(' ', new[] { happened.Replica?.ToString(), happened.Sequence?.ToString() }.OfType<string>());
        return $"{happened.Time} {happened.Host} #{happened.Number,-5} {Mark(happened.Severity)} {happened.Kind}"
            + $"{(about.Length > 0 ? $" [{about}]" : "")}: {happened.Text}";
    }

    private static string Mark(Severity severity) => severity switch
    {
        Severity.Warning => "WARNING",
        Severity.Error => "ERROR  ",
        _ => "       ",
    };
}
