namespace Rubis.Service.Loading;

/// <summary>What happens to tables that are there already.</summary>
internal enum Existing
{
    Keep,
    Replace,
}
