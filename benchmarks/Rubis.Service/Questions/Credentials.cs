using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>What a visitor says they are. The site has no session: every step that needs a login carries one.</summary>
internal readonly record struct Credentials(string Nickname, string Password)
{
    public const int LongestNickname = 20;
    public const int LongestPassword = 20;
    public const string Refusal = "This nickname and password are not those of a registered user.";

    public static Credentials Read(Input input) =>
        new(input.Text("nickname", LongestNickname), input.Text("password", LongestPassword));
}
