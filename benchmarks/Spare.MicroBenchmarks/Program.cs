using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

// In this process: the source tree's build settings are not those of the project that the runner would generate. Short
// iterations, so that all of it takes a few minutes.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
    .WithWarmupCount(3).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(150));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(
    args.Length > 0 ? args : ["--filter", "*"],
    DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).WithArtifactsPath(Path.Combine("artifacts", "micro")));
