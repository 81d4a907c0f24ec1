namespace Spare.Benchmarks.Paper.Metering;

/// <summary>Asks the meter of one host. For one caller at a time.</summary>
internal delegate Task<MeterAnswer> AskMeter(MeterQuestion question, CancellationToken cancellation);
