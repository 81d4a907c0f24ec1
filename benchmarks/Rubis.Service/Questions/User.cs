using Rubis.Service.Serving;

namespace Rubis.Service.Questions;

/// <summary>A registered user as others see them.</summary>
internal sealed record User
{
    public required int Id { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public required string Nickname { get; init; }
    public required string Email { get; init; }
    public required int Rating { get; init; }
    public required DateTime CreationDate { get; init; }
    public required string Region { get; init; }

    public static Task<User?> FindAsync(Visit visit, int id) =>
        visit.OneAsync<User>(
            """
            select u.id, u.firstname, u.lastname, u.nickname, u.email, u.rating, u.creation_date as CreationDate,
                   coalesce(r.name, '') as Region
            from users u left join regions r on r.id = u.region
            where u.id = @id
            """,
            new { id });

    /// <summary>Null when there is no such user or the password is another.</summary>
    public static Task<int?> LoginAsync(Visit visit, Credentials credentials) =>
        visit.OneAsync<int?>(
            "select id from users where nickname = @Nickname and password = @Password",
            new { credentials.Nickname, credentials.Password });
}
