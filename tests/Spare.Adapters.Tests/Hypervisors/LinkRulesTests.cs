namespace Spare.Adapters.Tests.Hypervisors;

/// <summary>Of devices that the driver makes.</summary>
public sealed class TapRulesTests() : LinkRulesContract(bridges: false);

/// <summary>Of interfaces that lead to a machine on another host's bridge.</summary>
public sealed class BridgeRulesTests() : LinkRulesContract(bridges: true);
