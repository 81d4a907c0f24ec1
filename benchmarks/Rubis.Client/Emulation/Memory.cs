namespace Rubis.Client.Emulation;

/// <summary>What a user remembers: the last page, and the last item and user that were looked at.</summary>
internal sealed class Memory
{
    private int? lastItem;
    private int? lastUser;

    public PageFacts Page { get; private set; } = PageFacts.None;

    public bool KnowsItem => lastItem is not null || Page.ItemIds.Count > 0;

    public void See(PageFacts page) => Page = page;

    /// <summary>A random item of the last page, else the last one used, else none.</summary>
    public int? ChooseItem(Random random) => lastItem = Choose(Page.ItemIds, random) ?? lastItem;

    public int? ChooseUser(Random random) => lastUser = Choose(Page.UserIds, random) ?? lastUser;

    public int ChoosePage(Random random) => Choose(Page.Pages, random) ?? 0;

    private static int? Choose(IReadOnlyList<int> found, Random random) =>
        found.Count == 0 ? null : found[random.Next(found.Count)];
}
