// Two labs at the same time would fight for the machine's processors.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
