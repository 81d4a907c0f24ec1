using System.CommandLine;
using Rubis.Client.Emulation;
using Rubis.Client.Measuring;
using Rubis.Client.Transitions;

namespace Rubis.Client.Commands;

/// <summary>The options of a run, each checked on its own.</summary>
internal sealed class RunSettings
{
    private readonly Option<string[]> urls = new("--url")
    {
        Description = "Root of the site, such as http://127.0.0.1:8080/rubis. Given several times, clients take turns.",
        Required = true,
    };

    private readonly Option<int> clients = Whole("--clients", "Emulated clients.", 300, 1, 10_000);
    private readonly Option<int> duration = Whole("--duration", "Seconds of the run itself.", 120, 0, 86_400);
    private readonly Option<int> rampUp = Whole("--ramp-up", "Seconds before it, at half speed.", 10, 0, 86_400);
    private readonly Option<int> rampDown = Whole("--ramp-down", "Seconds after it, at a third.", 5, 0, 86_400);
    private readonly Option<int> users = Whole("--users", "Users in the site's database.", 100_000, 1, 100_000_000);
    private readonly Option<int> timeout = Whole("--timeout", "Seconds to wait for an answer.", 60, 1, 3600);
    private readonly Option<int> seed = Whole(
        "--seed", "Equal seeds draw equal numbers; drawn itself if not given.", Random.Shared.Next(), 0, int.MaxValue);

    private readonly Option<int?> writes = new("--writes")
    {
        Description = "Steps in a hundred that are writes, 0 to 100, instead of what the transition table gives.",
    };

    private readonly Option<string> think = Choice(
        "--think", "Think time: as TPC-W (mean 7 s), the table's waits, or none.", "tpcw", "table", "none");

    private readonly Option<string> images = Choice("--images", "Whether the pages' pictures are loaded too.", "on", "off");
    private readonly Option<string> output = Choice("--output", "Form of the report.", "text", "json");

    private readonly Option<string> transitions = new("--transitions")
    {
        Description = $"Transition table: {string.Join(", ", PublishedTables.Names)}, or a file in their layout.",
        DefaultValueFactory = _ => "default",
    };

    public RunSettings()
    {
        writes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 100)
            {
                result.AddError("--writes is a whole number from 0 to 100.");
            }
        });
        urls.Validators.Add(result =>
        {
            foreach (var url in result.Tokens.Where(token => !IsSite(token.Value)))
            {
                result.AddError($"--url {url.Value} is not an http or https address.");
            }
        });
        transitions.Validators.Add(result =>
        {
            if (result.Tokens is [var name, ..] && !PublishedTables.TryFind(name.Value, out _, out var problem))
            {
                result.AddError($"--transitions {problem}");
            }
        });
    }

    public void AddTo(Command command)
    {
        Option[] all =
        [
            urls, clients, duration, rampUp, rampDown, think, transitions, writes, users, images, timeout, seed,
            output,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }
    }

    public bool WantsJson(ParseResult result) => result.GetValue(output) == "json";

    public string TableName(ParseResult result) => result.GetRequiredValue(transitions);

    public RunOptions? Read(ParseResult result) =>
        PublishedTables.TryFind(TableName(result), out var table, out _) && table is not null
            ? new RunOptions
            {
                Sites = [.. result.GetRequiredValue(urls).Select(url => new Uri(url))],
                Clients = result.GetValue(clients),
                Schedule = new Schedule(
                    Seconds(result, rampUp), Seconds(result, duration), Seconds(result, rampDown)),
                ThinkTime = Enum.Parse<ThinkTime>(result.GetRequiredValue(think), ignoreCase: true),
                Table = table,
                Users = result.GetValue(users),
                Seed = result.GetValue(seed),
                LoadsImages = result.GetValue(images) == "on",
                Writes = result.GetValue(writes),
                Patience = Seconds(result, timeout),
            }
            : null;

    private static TimeSpan Seconds(ParseResult result, Option<int> option) =>
        TimeSpan.FromSeconds(result.GetValue(option));

    private static bool IsSite(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var site) && site.Scheme is "http" or "https";

    private static Option<int> Whole(string name, string description, int usual, int smallest, int largest)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && (value < smallest || value > largest))
            {
                result.AddError($"{name} is a whole number from {smallest} to {largest}.");
            }
        });
        return option;
    }

    private static Option<string> Choice(string name, string description, params string[] choices)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => choices[0] };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }
}
