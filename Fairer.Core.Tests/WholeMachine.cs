namespace Fairer.Core.Tests;

/// <summary>Tests that train on every core: they run alone, after all others, so that none is slowed by them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeMachine
{
    /// <summary>The collection's name.</summary>
    public const string Name = "whole machine";
}
